package io.isotherm.bench.stack;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting between looks at another process. */
public final class Pause {
    private Pause() {}

    public static void millis(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Waits for a moment of {@link System#nanoTime()}; returns at once if it has passed. */
    public static void untilNanos(long moment) {
        for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** @throws BenchException naming {@code what} if it does not come true in time */
    public static void until(String what, Duration limit, BooleanSupplier condition) {
        until(what, limit, 50, condition);
    }

    /** @param lookMillis between looks, for those that cost what is measured something */
    public static void until(String what, Duration limit, long lookMillis, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new BenchException(what + " did not happen within " + limit.toSeconds() + " s");
            }
            millis(lookMillis);
        }
    }

    static BenchException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new BenchException("interrupted", e);
    }
}
