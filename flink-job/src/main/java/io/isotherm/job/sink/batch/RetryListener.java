package io.isotherm.job.sink.batch;

import io.isotherm.job.sink.table.SinkFailures;
import io.isotherm.job.sink.table.TargetTable;

/** Is told when a table cannot be written for a while. Called from insert threads. */
public interface RetryListener {

    /** @param attempt failed attempts so far, from 1 */
    void retrying(TargetTable table, SinkFailures.Failure failure, int attempt);

    /** @param attempts attempts it took in all */
    void recovered(TargetTable table, int attempts);
}
