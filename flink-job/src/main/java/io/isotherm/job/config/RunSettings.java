package io.isotherm.job.config;

import java.io.Serializable;
import java.time.LocalDate;

/**
 * When and by whom the runs of a source are done.
 *
 * @param schedule of the daily run
 * @param sync when the source is read by queries; null if it is not
 * @param startDate day of the first run; null if the source does not say
 * @param catchup whether daily runs that are over are made up for
 */
public record RunSettings(Schedule schedule, Schedule sync, LocalDate startDate, boolean catchup, String owner)
        implements Serializable {

    /** What a streamed source gets that says nothing. */
    public static final RunSettings DEFAULTS = new RunSettings(Schedule.DAILY, null, null, true, "data-engineering");
}
