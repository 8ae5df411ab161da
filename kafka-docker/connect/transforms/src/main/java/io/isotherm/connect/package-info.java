/** Runs inside Kafka Connect, between Debezium and the converter. */
package io.isotherm.connect;
