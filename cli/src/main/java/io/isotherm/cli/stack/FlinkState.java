package io.isotherm.cli.stack;

import java.util.Optional;

/** What Flink's folder of savepoints and checkpoints tells of a job that the cluster does not remember any more. */
public interface FlinkState {
    /** How the folder of a job's savepoint begins. */
    static String savepointPrefix(String jobId) {
        return "savepoint-" + jobId.substring(0, 6) + "-";
    }

    /** This file is the last that Flink writes of a savepoint. */
    String METADATA = "_metadata";

    /**
     * What {@code io.isotherm.job.recovery.StateCheck} leaves for whoever submits the job, before the JobManager
     * starts. Empty unless a power cut has broken what Flink recovers from by itself.
     */
    Optional<String> recoveryNote();

    void deleteRecoveryNote();

    /** Where the newest savepoint of a job is that is complete. */
    Optional<String> newestSavepoint(String jobId);
}
