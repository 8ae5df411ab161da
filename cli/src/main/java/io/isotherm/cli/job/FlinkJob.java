package io.isotherm.cli.job;

import java.time.Instant;
import java.util.Set;

/** A job as the cluster lists it. */
public record FlinkJob(String id, String name, String state, Instant started) {
    private static final Set<String> ENDED = Set.of("FINISHED", "CANCELED", "FAILED");

    /** Whether it will never run again; one that is suspended waits for another JobManager. */
    public boolean hasEnded() {
        return ENDED.contains(state);
    }

    /** Whether it has ended as a stop with a savepoint ends it. */
    boolean hasFinished() {
        return state.equals("FINISHED");
    }

    boolean isRunning() {
        return state.equals("RUNNING");
    }
}
