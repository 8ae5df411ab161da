package io.isotherm.job.sink;

import io.isotherm.job.sink.SinkFailures.Failure;
import io.isotherm.job.table.TableId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what was retried. */
final class RetryLog implements RetryListener {
    final List<Failure> failures = new CopyOnWriteArrayList<>();

    @Override
    public void retrying(TableId table, Failure failure, int attempt) {
        failures.add(failure);
    }

    @Override
    public void recovered(TableId table, int attempts) {
        // the failures tell enough
    }
}
