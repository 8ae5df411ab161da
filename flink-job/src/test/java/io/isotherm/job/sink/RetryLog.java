package io.isotherm.job.sink;

import io.isotherm.job.sink.SinkFailures.Failure;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what was retried. */
final class RetryLog implements RetryListener {
    final List<Failure> failures = new CopyOnWriteArrayList<>();

    @Override
    public void retrying(TargetTable table, Failure failure, int attempt) {
        failures.add(failure);
    }

    @Override
    public void recovered(TargetTable table, int attempts) {
        // the failures tell enough
    }
}
