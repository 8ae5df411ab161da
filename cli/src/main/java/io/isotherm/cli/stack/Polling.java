package io.isotherm.cli.stack;

import io.isotherm.cli.CliException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for something that another process does. */
public final class Polling {
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private Polling() {}

    /** Asks again and again; false when the time is over. */
    public static boolean until(Duration time, BooleanSupplier condition) {
        long deadline = System.nanoTime() + time.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            pause();
        }
        return true;
    }

    private static void pause() {
        try {
            Thread.sleep(INTERVAL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted while waiting", "run this again", e);
        }
    }
}
