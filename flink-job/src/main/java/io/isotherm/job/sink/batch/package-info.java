/** Rows gathered per table, and inserted with retries. */
package io.isotherm.job.sink.batch;
