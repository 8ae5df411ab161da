package io.isotherm.job.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * When something is done again and again.
 *
 * @param cron expression of five fields, in UTC; null if there is an interval
 * @param interval time between two runs; null if there is a cron expression
 */
public record Schedule(String cron, Duration interval) implements Serializable {
    static final Schedule DAILY = new Schedule("0 0 * * *", null);
    static final Schedule HOURLY = new Schedule(null, Duration.ofHours(1));
}
