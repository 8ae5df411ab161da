package io.isotherm.job.sink;

import io.isotherm.job.sink.batch.RetryListener;
import io.isotherm.job.sink.table.SinkFailures.Failure;
import io.isotherm.job.sink.table.TargetTable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what was retried. */
public final class RetryLog implements RetryListener {
    public final List<Failure> failures = new CopyOnWriteArrayList<>();

    @Override
    public void retrying(TargetTable table, Failure failure, int attempt) {
        failures.add(failure);
    }

    @Override
    public void recovered(TargetTable table, int attempts) {
        // the failures tell enough
    }
}
