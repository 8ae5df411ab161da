package io.isotherm.job.sink.batch;

import io.isotherm.job.sink.table.SinkFailures;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses between attempts: doubled each time up to a cap, with jitter so that subtasks do not come back at once. */
public final class Backoff {
    private static final long FIRST_MILLIS = 100;
    private static final long NETWORK_CAP_MILLIS = 5_000;
    private static final long SERVER_CAP_MILLIS = 30_000;
    private static final double JITTER = 0.2;

    private Backoff() {}

    /** @param attempt failed attempts so far, from 1 */
    public static long millis(SinkFailures.Kind kind, int attempt) {
        // a server that is away costs nothing to ask, one that is overloaded needs rest
        long cap = kind == SinkFailures.Kind.NETWORK ? NETWORK_CAP_MILLIS : SERVER_CAP_MILLIS;
        long pause = Math.min(cap, FIRST_MILLIS << Math.min(attempt - 1, 20));
        return (long)
                (pause * (1 - JITTER + 2 * JITTER * ThreadLocalRandom.current().nextDouble()));
    }
}
