package io.isotherm.cli.waiting;

import io.isotherm.cli.error.CliException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for something that another process does. */
public final class Polling {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** Pauses grow with the wait, and each is at most this part of it: asking takes from what is waited for. */
    private static final int PARTS = 20;

    /** How often progress is looked at in the time that it may stand still; a look costs more than the condition. */
    private static final int LOOKS = 20;

    /** An end to what moves for ever without getting anywhere. */
    private static final int TIMES_IN_ALL = 10;

    private Polling() {}

    /** Asks again and again; false when the time is over. */
    public static boolean until(Duration time, BooleanSupplier condition) {
        return whileProgressing(time, () -> "", condition);
    }

    /**
     * Asks again and again for as long as something moves, so that a busy machine is forgiven: the time starts anew
     * with each change of {@code progress}, up to ten times its length in all.
     *
     * @param time how long nothing may move
     * @param progress equal to its last value as long as nothing moves
     * @return false when the time is over
     */
    public static boolean whileProgressing(Duration time, Supplier<?> progress, BooleanSupplier condition) {
        long begin = System.nanoTime();
        long now = begin;
        long end = now + time.multipliedBy(TIMES_IN_ALL).toNanos();
        long deadline = now + time.toNanos();
        long look = now + time.dividedBy(LOOKS).toNanos();
        Object last = progress.get();
        while (!condition.getAsBoolean()) {
            now = System.nanoTime();
            if (now >= look) {
                look = now + time.dividedBy(LOOKS).toNanos();
                Object current = progress.get();
                if (!current.equals(last)) {
                    deadline = now + time.toNanos();
                    last = current;
                }
            }
            if (now > deadline || now > end) {
                return false;
            }
            pause(Math.min(pauseAfter(now - begin), Math.min(deadline, end) - now));
        }
        return true;
    }

    /** In nanoseconds. */
    static long pauseAfter(long waited) {
        return Math.max(SHORTEST_PAUSE.toNanos(), Math.min(LONGEST_PAUSE.toNanos(), waited / PARTS));
    }

    private static void pause(long nanos) {
        try {
            // or it would ask again before the deadline that it has just slept up to
            TimeUnit.NANOSECONDS.sleep(nanos + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted while waiting", "run this again", e);
        }
    }
}
