package io.isotherm.cli.stack;

import java.util.Optional;

/**
 * What {@code io.isotherm.job.recovery.StateCheck} leaves for whoever submits the job, before the JobManager starts.
 * There is none unless a power cut has broken what Flink recovers from by itself.
 */
public interface RecoveryNote {
    Optional<String> text();

    void delete();
}
