package io.isotherm.bench.latency;

import io.isotherm.bench.stack.BenchException;
import io.isotherm.bench.stack.ClickHouse;
import io.isotherm.bench.stack.Pause;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/** Looks at the target again and again until everything is there. */
final class ProbeWatcher {
    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(8).toNanos();
    private static final long PARTS_EVERY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long GIVE_UP_NANOS = Duration.ofSeconds(60).toNanos();

    private final ClickHouse clickHouse;
    private final String database;

    private long looks;
    private long lookNanos;
    private long mostParts;

    /** @param database of the target's table {@link ProbeTable#NAME} or, for Isotherm, its hot table */
    ProbeWatcher(ClickHouse clickHouse, String database) {
        this.clickHouse = clickHouse;
        this.database = database;
    }

    String table() {
        return database.equals("hot") ? "ecommerce_" + ProbeTable.NAME : ProbeTable.NAME;
    }

    /** Whether the table exists and answers; a table whose snapshot is under way may exist and not answer. */
    boolean canBeRead() {
        try {
            return clickHouse.number("SELECT count() FROM " + database + "." + table()) > 0;
        } catch (BenchException notYet) {
            return false;
        }
    }

    /** Returns when all is visible, or a minute after the last sign of progress. */
    void watch(ProbeRun run) {
        long nextParts = System.nanoTime();
        long lastOpen = -1;
        long lastProgress = System.nanoTime();
        while (!run.isComplete()) {
            long start = System.nanoTime();
            look(run);
            if (start >= nextParts) {
                mostParts = Math.max(mostParts, parts());
                nextParts = start + PARTS_EVERY_NANOS;
            }
            if (run.firstOpen() != lastOpen || run.firstOpen() - run.first() >= run.committedCount()) {
                lastOpen = run.firstOpen();
                lastProgress = start;
            }
            if (start - lastProgress > GIVE_UP_NANOS) {
                return;
            }
            Pause.untilNanos(start + LOOK_EVERY_NANOS);
        }
    }

    private void look(ProbeRun run) {
        long start = System.nanoTime();
        long open = run.firstOpen();
        byte[] rows = clickHouse.bytes("SELECT id, n FROM " + database + "." + table() + " WHERE id >= "
                + (open - ProbeTable.UPDATES_AFTER) + " AND n >= " + open + " FORMAT RowBinary");
        long moment = System.nanoTime();
        ByteBuffer buffer = ByteBuffer.wrap(rows).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            run.seen(buffer.getLong(), buffer.getLong(), moment);
        }
        looks++;
        lookNanos += moment - start;
    }

    private long parts() {
        return clickHouse.number("SELECT max(parts) FROM (SELECT count() AS parts FROM system.parts WHERE active AND"
                + " table = '" + table() + "' GROUP BY database, partition_id)");
    }

    /** Milliseconds between two looks are at least this, so no figure is finer. */
    double millisPerLook() {
        return looks == 0 ? 0 : lookNanos / 1e6 / looks;
    }

    long looks() {
        return looks;
    }

    long mostParts() {
        return mostParts;
    }
}
