/** Kafka to raw records. */
package io.isotherm.job.source;
