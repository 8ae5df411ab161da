package io.isotherm.job.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * How a table is read by {@code ./isotherm sync}.
 *
 * @param watermark column that a change of the row raises
 * @param lookBack how far before the highest watermark seen the next read begins
 * @param unit of a watermark that is a whole number, or null if it counts nothing that passes with time
 */
public record SyncSettings(String watermark, Duration lookBack, Unit unit) implements Serializable {
    public static final Duration DEFAULT_LOOK_BACK = Duration.ofMinutes(15);

    /** What a number counts since 1970. */
    public enum Unit {
        S(1),
        MS(1_000),
        US(1_000_000);

        private final long perSecond;

        Unit(long perSecond) {
            this.perSecond = perSecond;
        }

        public long perSecond() {
            return perSecond;
        }
    }
}
