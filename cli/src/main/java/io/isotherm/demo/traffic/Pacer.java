package io.isotherm.demo.traffic;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Tells when the next change is due so that the rate since the start is held exactly: a big or late transaction is made
 * up for by the following ones. Only a lag beyond a limit is given up, so that an outage of minutes is not followed by
 * a flood. With an interval, what is due by its end is made at once then, and nothing before. Not thread-safe.
 */
final class Pacer {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double nanosPerChange;
    private final long largestLagNanos;
    private final LongSupplier nanoClock;
    private final long intervalNanos;
    private final long startNanos;
    private double dueNanos;
    private long restUntilNanos;
    private double givenUpNanos;

    /**
     * The first change is due at once.
     *
     * @param changesPerSecond more than 0
     * @param interval between two bursts of changes; zero for a steady rate
     * @param largestLag how far behind it may be and still catch up, beyond the interval
     * @param nanoClock like {@link System#nanoTime()}
     */
    Pacer(double changesPerSecond, Duration interval, Duration largestLag, LongSupplier nanoClock) {
        this.nanosPerChange = NANOS_PER_SECOND / changesPerSecond;
        this.intervalNanos = interval.toNanos();
        this.largestLagNanos = largestLag.plus(interval).toNanos();
        this.nanoClock = nanoClock;
        this.startNanos = nanoClock.getAsLong();
        this.dueNanos = startNanos;
        this.restUntilNanos = startNanos;
    }

    /** Nanoseconds until the next change is due, 0 when it is due now. */
    long nanosUntilDue() {
        long now = nanoClock.getAsLong();
        double lag = now - dueNanos;
        if (lag > largestLagNanos) {
            givenUpNanos += lag - largestLagNanos;
            dueNanos += lag - largestLagNanos;
        }
        if (intervalNanos > 0) {
            return nanosUntilBurst(now, lag);
        }
        return Math.max(0, (long) Math.ceil(-lag));
    }

    /** A burst ends when nothing is due any more; the next one begins with the next whole interval. */
    private long nanosUntilBurst(long now, double lag) {
        if (lag < 0 && now >= restUntilNanos) {
            restUntilNanos = startNanos + ((now - startNanos) / intervalNanos + 1) * intervalNanos;
        }
        return Math.max(0, restUntilNanos - now);
    }

    void spent(long changes) {
        dueNanos += changes * nanosPerChange;
    }

    /** Changes that were due and will not be made, because the lag was too great. */
    long changesGivenUp() {
        return (long) (givenUpNanos / nanosPerChange);
    }
}
