package io.isotherm.cli.watch;

import io.isotherm.cli.arrival.Visibility;
import io.isotherm.cli.waiting.Polling;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Rests after each piece of work, so that work is a share of the time. One piece keeps one core busy at a time, in
 * Postgres, in ClickHouse or here; time in which the pipeline is waited for is no work. Not thread-safe.
 */
final class Pace {
    static final int UNLIMITED = 100;

    private final int percent;
    private long waitedNanos;
    private long workedNanos;

    /** @param percent of a core; {@link #UNLIMITED} never rests */
    Pace(int percent) {
        this.percent = percent;
    }

    <T> T work(Supplier<T> piece) {
        long began = System.nanoTime();
        long waitedBefore = waitedNanos;
        T result = piece.get();
        long worked = System.nanoTime() - began - (waitedNanos - waitedBefore);
        workedNanos += worked;
        rest(restAfter(Duration.ofNanos(worked)));
        return result;
    }

    /** What work has taken in all. */
    Duration worked() {
        return Duration.ofNanos(workedNanos);
    }

    Duration restAfter(Duration worked) {
        return worked.multipliedBy(UNLIMITED - percent).dividedBy(percent);
    }

    static void rest(Duration time) {
        if (!time.isZero()) {
            Polling.until(time, () -> false);
        }
    }

    /** The same, and what it waits is not counted as work. */
    Visibility waiting(Visibility visibility) {
        return new Visibility() {
            @Override
            public void await(Duration timeout) {
                long began = System.nanoTime();
                try {
                    visibility.await(timeout);
                } finally {
                    waitedNanos += System.nanoTime() - began;
                }
            }

            @Override
            public Duration usually() {
                return visibility.usually();
            }

            @Override
            public void awaitUsually(BooleanSupplier arrived) {
                long began = System.nanoTime();
                AtomicLong asked = new AtomicLong();
                visibility.awaitUsually(() -> {
                    long before = System.nanoTime();
                    boolean there = arrived.getAsBoolean();
                    asked.addAndGet(System.nanoTime() - before);
                    return there;
                });
                waitedNanos += System.nanoTime() - began - asked.get();
            }
        };
    }
}
