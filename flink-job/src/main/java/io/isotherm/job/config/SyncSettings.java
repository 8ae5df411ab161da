package io.isotherm.job.config;

import io.isotherm.job.table.EpochUnit;
import java.io.Serializable;
import java.time.Duration;

/**
 * How a table is read by {@code ./isotherm sync}.
 *
 * @param watermark column that a change of the row raises
 * @param lookBack how far before the highest watermark seen the next read begins
 * @param unit of a watermark that is a whole number, or null if it counts nothing that passes with time
 */
public record SyncSettings(String watermark, Duration lookBack, EpochUnit unit) implements Serializable {
    public static final Duration DEFAULT_LOOK_BACK = Duration.ofMinutes(15);
}
