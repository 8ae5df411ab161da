package io.isotherm.job.sink;

import java.util.concurrent.TimeUnit;

/**
 * One table's way to the server, shared by all its shapes: one insert at a time, and a time from the start of one to the
 * start of the next, so that parts stay few. A row that comes after a pause does not wait for it. Belongs to the task
 * thread.
 */
final class TableLane {
    /** How long the first row after a pause waits for the others of its transaction. */
    static final long GATHER_MILLIS = 10;
    /**
     * Rows come from a backlog when an insert had this many and the newest of them was committed this long ago. Nobody waits
     * for one of them, and fewer, larger parts cost the server less. The age alone would not tell: the source's clock may be wrong.
     */
    static final int BACKLOG_ROWS = 5_000;

    static final long BACKLOG_LAG_MILLIS = 10_000;
    static final long BACKLOG_AGE_MILLIS = 2_000;

    private final InsertPace pace;
    private final long minAgeMillis;
    private boolean busy;
    private boolean inBacklog;
    private long lastInsertMillis;
    /** When the last insert began, far in the past before the first. */
    private long begunMillis = Long.MIN_VALUE / 2;

    TableLane(InsertPace pace, long minAgeMillis) {
        this.pace = pace;
        this.minAgeMillis = minAgeMillis;
    }

    boolean isBusy() {
        return busy;
    }

    void begin(long now) {
        busy = true;
        begunMillis = now;
    }

    /** @param lagMillis from the commit of the newest row to the end of the insert */
    void end(long nanos, int rows, long lagMillis) {
        busy = false;
        inBacklog = rows >= BACKLOG_ROWS && lagMillis >= BACKLOG_LAG_MILLIS;
        lastInsertMillis = TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    /** When a buffer is to be sent that gets its first row now, milliseconds. A clock that was set back delays it by one age. */
    long deadline(long now) {
        long age = Math.max(pace.age(minAgeMillis, now), inBacklog ? BACKLOG_AGE_MILLIS : 0);
        return Math.max(now + GATHER_MILLIS, Math.min(now, begunMillis) + age);
    }

    long begunMillis() {
        return begunMillis;
    }

    long lastInsertMillis() {
        return lastInsertMillis;
    }
}
