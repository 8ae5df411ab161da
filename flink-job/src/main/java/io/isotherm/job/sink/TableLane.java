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

    private final InsertPace pace;
    private final long minAgeMillis;
    private boolean busy;
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

    void end(long nanos) {
        busy = false;
        lastInsertMillis = TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    /** When a buffer is to be sent that gets its first row now, milliseconds. A clock that was set back delays it by one age. */
    long deadline(long now) {
        return Math.max(now + GATHER_MILLIS, Math.min(now, begunMillis) + pace.age(minAgeMillis, now));
    }

    long begunMillis() {
        return begunMillis;
    }

    long lastInsertMillis() {
        return lastInsertMillis;
    }
}
