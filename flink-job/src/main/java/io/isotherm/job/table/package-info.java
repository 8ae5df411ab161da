/** What a replicated table looks like: its name, columns and types. Knows nothing of Flink, Kafka or Avro. */
package io.isotherm.job.table;
