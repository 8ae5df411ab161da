package io.isotherm.job.sink.batch;

import java.util.ArrayList;
import java.util.List;

/**
 * How often a writer's tables are sent. An insert costs the server about the same whether it carries one row or a
 * thousand, so when many tables change at once, or the server is busy, each waits longer: the inserts into all of them
 * are to take at most half of the time. Belongs to the task thread.
 *
 * <p>Rows of a backlog wait up to a fifth of the time that they are late already: nobody waits for one of them, and
 * fewer, larger parts cost the server less. A table has a backlog while its newest rows are late and come fast. Their
 * age alone does not tell: the source's clock may be wrong. When no more rows come, none waits any longer.
 */
final class InsertPace {
    static final long BACKLOG_LAG_MILLIS = 2_000;
    /** Of all tables that are late, in one writer. */
    static final long BACKLOG_ROWS_PER_SECOND = 2_000;
    /** Above the usual time between checkpoints, which send everything: no second insert just before each of them. */
    static final long MAX_BACKLOG_AGE_MILLIS = 12_000;

    private static final long LAG_PER_BACKLOG_AGE = 5;
    /** The time between two inserts into a table is at least this many times what all tables' inserts take. */
    private static final long AGE_PER_INSERTS = 2;

    private static final long MAX_AGE_MILLIS = 1000;

    static final long QUIET_MILLIS = 500;

    private final List<TableLane> lanes = new ArrayList<>();
    private long rowsCameMillis;

    TableLane newLane(long minAgeMillis) {
        TableLane lane = new TableLane(this::age, minAgeMillis);
        lanes.add(lane);
        return lane;
    }

    /**
     * How long rows of a table wait for others, milliseconds. Called once per insert, so going through the tables costs
     * nothing.
     */
    long age(TableLane lane, long now) {
        long age = Math.max(lane.minAgeMillis(), Math.min(MAX_AGE_MILLIS, AGE_PER_INSERTS * insertMillis(now)));
        return isBacklog(lane, now)
                ? Math.max(age, Math.min(MAX_BACKLOG_AGE_MILLIS, lane.lagMillis() / LAG_PER_BACKLOG_AGE))
                : age;
    }

    /** Rows of any table have come. */
    void rowsCame(long now) {
        rowsCameMillis = now;
    }

    /** When waiting for more rows is of no use, if none comes before. */
    long quietMillis() {
        return rowsCameMillis + QUIET_MILLIS;
    }

    private boolean isBacklog(TableLane lane, long now) {
        return lane.lagMillis() >= BACKLOG_LAG_MILLIS
                && lanes.stream()
                                .filter(other -> other.lagMillis() >= BACKLOG_LAG_MILLIS
                                        && now - other.begunMillis() <= MAX_BACKLOG_AGE_MILLIS)
                                .mapToLong(TableLane::rowsPerSecond)
                                .sum()
                        >= BACKLOG_ROWS_PER_SECOND;
    }

    private long insertMillis(long now) {
        long millis = 0;
        for (TableLane lane : lanes) {
            if (now - lane.begunMillis() <= MAX_AGE_MILLIS) {
                millis += lane.lastInsertMillis();
            }
        }
        return millis;
    }
}
