package io.isotherm.cli.arrival;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.waiting.Polling;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Knows when ClickHouse shows what Postgres has committed. */
@FunctionalInterface
public interface Visibility {
    /** For a source and a target that nothing changes: whatever is not there now will not come. */
    Visibility IMMEDIATE = timeout -> {};

    /**
     * Returns when everything that was committed in Postgres before the call is visible in ClickHouse.
     *
     * @throws CliException if that is not so within {@code timeout}, saying what holds it up
     */
    void await(Duration timeout);

    /**
     * How long a change usually takes at most: a row that changes all the time is looked for that long before the
     * certain but slower {@link #await}. Zero where nothing changes.
     */
    default Duration usually() {
        return Duration.ZERO;
    }

    /** Asks again and again for as long as a change {@link #usually} takes, at most. */
    default void awaitUsually(BooleanSupplier arrived) {
        if (!usually().isZero()) {
            Polling.until(usually(), arrived);
        }
    }
}
