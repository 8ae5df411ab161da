package io.isotherm.job.sink.batch;

import java.util.concurrent.TimeUnit;

/**
 * One table's way to the server, shared by all its shapes: one insert at a time, and a time from the start of one to
 * the start of the next, so that parts stay few. A row that comes after a pause does not wait for it. Belongs to the
 * task thread.
 */
final class TableLane {
    /** How long the first row after a pause waits for the others of its transaction. */
    static final long GATHER_MILLIS = 10;

    private static final long LONG_AGO = Long.MIN_VALUE / 2;

    /** How long rows of a table wait for others. */
    @FunctionalInterface
    interface Age {
        /** In milliseconds. */
        long of(TableLane lane, long now);
    }

    private final Age age;
    private final long minAgeMillis;
    private boolean busy;
    private long lastInsertMillis;
    private long lagMillis;
    private long rowsPerSecond;
    private long begunMillis = LONG_AGO;
    private long begunBefore = LONG_AGO;

    TableLane(Age age, long minAgeMillis) {
        this.age = age;
        this.minAgeMillis = minAgeMillis;
    }

    boolean isBusy() {
        return busy;
    }

    void begin(long now) {
        busy = true;
        begunBefore = begunMillis;
        begunMillis = now;
    }

    /** @param newestLagMillis from the commit of the newest row to the end of the insert */
    void end(long nanos, int rows, long newestLagMillis) {
        busy = false;
        lastInsertMillis = TimeUnit.NANOSECONDS.toMillis(nanos);
        lagMillis = newestLagMillis;
        rowsPerSecond = TimeUnit.SECONDS.toMillis(rows) / Math.max(1, begunMillis - begunBefore);
    }

    /**
     * When a buffer is to be sent that gets its first row now, milliseconds. A clock that was set back delays it by one
     * age.
     */
    long deadline(long now) {
        return Math.max(now + GATHER_MILLIS, Math.min(now, begunMillis) + age.of(this, now));
    }

    /** The time between two inserts that was asked for, milliseconds. */
    long minAgeMillis() {
        return minAgeMillis;
    }

    /** When the last insert began, far in the past before the first. */
    long begunMillis() {
        return begunMillis;
    }

    long lastInsertMillis() {
        return lastInsertMillis;
    }

    /** How long ago the newest row of the last insert had been committed. */
    long lagMillis() {
        return lagMillis;
    }

    /** Rows of the last insert over the time since the one before. */
    long rowsPerSecond() {
        return rowsPerSecond;
    }
}
