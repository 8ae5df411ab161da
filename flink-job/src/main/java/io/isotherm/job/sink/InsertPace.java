package io.isotherm.job.sink;

import java.util.ArrayList;
import java.util.List;

/**
 * How often a writer's tables are sent. An insert costs the server about the same whether it carries one row or a thousand, so
 * when many tables change at once, or the server is busy, each waits longer: the inserts into all of them are to take at most
 * half of the time. Belongs to the task thread.
 */
final class InsertPace {
    /** The time between two inserts into a table is at least this many times what all tables' inserts take. */
    private static final long AGE_PER_INSERTS = 2;

    private static final long MAX_AGE_MILLIS = 1000;

    private final List<TableLane> lanes = new ArrayList<>();

    TableLane newLane(long minAgeMillis) {
        TableLane lane = new TableLane(this, minAgeMillis);
        lanes.add(lane);
        return lane;
    }

    /** How long rows wait for others, milliseconds. Called once per insert, so going through the tables costs nothing. */
    long age(long minAgeMillis, long now) {
        long insertMillis = 0;
        for (TableLane lane : lanes) {
            if (now - lane.begunMillis() <= MAX_AGE_MILLIS) {
                insertMillis += lane.lastInsertMillis();
            }
        }
        return Math.max(minAgeMillis, Math.min(MAX_AGE_MILLIS, AGE_PER_INSERTS * insertMillis));
    }
}
