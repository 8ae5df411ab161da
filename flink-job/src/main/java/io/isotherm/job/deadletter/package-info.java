/** Writes dead letters to their Kafka topic. */
package io.isotherm.job.deadletter;
