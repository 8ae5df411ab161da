package io.isotherm.demo.traffic;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Tells when the next change is due so that the rate since the start is held exactly: a big or late transaction is made
 * up for by the following ones. Only a lag beyond a limit is given up, so that an outage of minutes is not followed by
 * a flood. Not thread-safe.
 */
final class Pacer {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double nanosPerChange;
    private final long largestLagNanos;
    private final LongSupplier nanoClock;
    private double dueNanos;
    private double givenUpNanos;

    /**
     * The first change is due at once.
     *
     * @param changesPerSecond more than 0
     * @param largestLag how far behind it may be and still catch up
     * @param nanoClock like {@link System#nanoTime()}
     */
    Pacer(double changesPerSecond, Duration largestLag, LongSupplier nanoClock) {
        this.nanosPerChange = NANOS_PER_SECOND / changesPerSecond;
        this.largestLagNanos = largestLag.toNanos();
        this.nanoClock = nanoClock;
        this.dueNanos = nanoClock.getAsLong();
    }

    /** Nanoseconds until the next change is due, 0 when it is due now. */
    long nanosUntilDue() {
        double lag = nanoClock.getAsLong() - dueNanos;
        if (lag > largestLagNanos) {
            givenUpNanos += lag - largestLagNanos;
            dueNanos += lag - largestLagNanos;
        }
        return Math.max(0, (long) Math.ceil(-lag));
    }

    void spent(long changes) {
        dueNanos += changes * nanosPerChange;
    }

    /** Changes that were due and will not be made, because the lag was too great. */
    long changesGivenUp() {
        return (long) (givenUpNanos / nanosPerChange);
    }
}
