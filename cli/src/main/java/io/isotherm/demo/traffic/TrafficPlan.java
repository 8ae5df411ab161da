package io.isotherm.demo.traffic;

import java.time.Duration;

/**
 * What a run of the traffic is asked to do.
 *
 * @param changesPerSecond row changes in Postgres, at least 1
 * @param interval between two bursts of changes; zero for a steady rate
 * @param seed the same seed, rate, mix and starting data give the same changes
 * @param duration how long, or zero for until it is stopped
 */
public record TrafficPlan(int changesPerSecond, Duration interval, long seed, Duration duration) {
    /** Above this rate operations deal with several things at once: there are at most some 130 commits a second. */
    private static final int CHANGES_PER_SECOND_OF_SINGLE_ROWS = 250;

    public TrafficPlan {
        if (changesPerSecond < 1) {
            throw new IllegalArgumentException("rate " + changesPerSecond + " is below 1");
        }
    }

    /** How many orders, users, reviews ... one operation deals with. */
    int batch() {
        return Math.max(1, changesPerSecond / CHANGES_PER_SECOND_OF_SINGLE_ROWS);
    }
}
