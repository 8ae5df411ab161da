package io.isotherm.job.sink;

import java.util.concurrent.TimeUnit;

/**
 * One table's way to the server, shared by all its shapes: one insert at a time, and rows wait longer in the buffer
 * when inserts take longer, so that a busy server gets fewer and larger blocks. Belongs to the task thread.
 */
final class TableLane {
    /** Rows wait at least this many times as long as the last insert took. */
    private static final long AGE_PER_INSERT = 2;

    private static final long MAX_ADAPTED_AGE_MILLIS = 1000;

    private final long minAgeMillis;
    private boolean busy;
    private long lastInsertMillis;

    TableLane(long minAgeMillis) {
        this.minAgeMillis = minAgeMillis;
    }

    boolean isBusy() {
        return busy;
    }

    void begin() {
        busy = true;
    }

    void end(long nanos) {
        busy = false;
        lastInsertMillis = TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    /** How long a row may wait for others, milliseconds. */
    long age() {
        return Math.max(minAgeMillis, Math.min(MAX_ADAPTED_AGE_MILLIS, AGE_PER_INSERT * lastInsertMillis));
    }
}
