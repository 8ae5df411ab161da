package io.isotherm.job.config;

import java.io.Serializable;
import java.time.Duration;
import java.time.LocalDate;

/**
 * When and by whom the daily run of a source is done.
 *
 * @param cron expression of five fields, in UTC; null if there is an interval
 * @param interval time between two runs; null if there is a cron expression
 * @param startDate day of the first run; null if the source does not say
 * @param catchup whether runs that are over are made up for
 */
public record RunSettings(String cron, Duration interval, LocalDate startDate, boolean catchup, String owner)
        implements Serializable {

    /** What a source gets that says nothing. */
    public static final RunSettings DEFAULTS = new RunSettings("0 0 * * *", null, null, true, "data-engineering");
}
