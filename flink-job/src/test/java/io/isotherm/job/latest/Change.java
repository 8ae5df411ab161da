package io.isotherm.job.latest;

import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.KeyHash;
import io.isotherm.job.model.RowFormat;
import io.isotherm.job.model.RowMeta;
import io.isotherm.job.model.RowView;
import io.isotherm.job.model.RowWriter;
import io.isotherm.job.model.Version;
import io.isotherm.job.table.RowShape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of {@link TestTable} in readable form, to write into batches and to read from them.
 *
 * @param day partition column as days since the epoch, or null
 * @param note null, a text, or {@link #LEFT_OUT}
 */
record Change(long key, long lsn, long offset, boolean deleted, boolean keyOnly, Integer day, String note, int total) {
    static final String LEFT_OUT = "<left out>";
    static final long MICROS_PER_DAY = 86_400_000_000L;

    static Change upsert(long key, long lsn, Integer day, String note, int total) {
        return new Change(key, lsn, lsn, false, false, day, note, total);
    }

    /** As Debezium sends it with the default replica identity. */
    static Change delete(long key, long lsn) {
        return new Change(key, lsn, lsn, true, true, 0, null, 0);
    }

    /** As Debezium sends it with the full replica identity. */
    static Change deleteOf(long key, long lsn, Integer day, String note, int total) {
        return new Change(key, lsn, lsn, true, false, day, note, total);
    }

    Change at(long newLsn, long newOffset) {
        return new Change(key, newLsn, newOffset, deleted, keyOnly, day, note, total);
    }

    Change withDay(Integer newDay) {
        return new Change(key, lsn, offset, deleted, keyOnly, newDay, note, total);
    }

    /** The row as it is read back from a batch: a table without partitions has no day. */
    Change in(TestTable table) {
        return table.shape().isPartitioned() ? this : withDay(null);
    }

    static int hash(RowShape shape, byte[] key) {
        return KeyHash.hash(KeyHash.seed(shape.ref().topic()), key, 0, key.length);
    }

    static byte[] keyBytes(long key) {
        byte[] bytes = new byte[Long.BYTES];
        RowFormat.putLong(bytes, 0, key);
        return bytes;
    }

    void appendTo(ChangeBatch batch, TestTable table) {
        appendTo(batch, table, 0);
    }

    static void appendTruncate(ChangeBatch batch, TestTable table, long lsn, long offset) {
        RowWriter writer = new RowWriter();
        RowMeta meta = new RowMeta();
        meta.flags = RowFormat.TRUNCATED;
        meta.versionHigh = Version.high(1, lsn);
        meta.versionLow = Version.low(lsn, offset);
        writer.begin(batch, table.shape().ref(), 0, new byte[0], 0, 0, 0);
        writer.finish(writer.rowStart(), meta);
    }

    void appendTo(ChangeBatch batch, TestTable table, int moreFlags) {
        RowShape shape = table.shape();
        byte[] keyBytes = keyBytes(key);
        byte[] noteBytes = note == null || note.equals(LEFT_OUT) ? null : note.getBytes(StandardCharsets.UTF_8);
        RowWriter writer = new RowWriter();
        writer.begin(
                batch,
                shape.ref(),
                hash(shape, keyBytes),
                keyBytes,
                0,
                8,
                64 + (noteBytes == null ? 0 : noteBytes.length));
        int end = table.encode(this, writer.data(), writer.rowStart());
        RowMeta meta = new RowMeta();
        meta.flags = moreFlags
                | (deleted ? RowFormat.DELETED : 0)
                | (keyOnly ? RowFormat.KEY_ONLY : 0)
                | (day == null && shape.isPartitioned() ? RowFormat.PARTITION_NULL : 0);
        meta.kafkaPartition = 3;
        meta.partitionValue = day == null || !shape.isPartitioned() ? 0 : table.partitionValue(day);
        meta.versionHigh = Version.high(1, lsn);
        meta.versionLow = Version.low(lsn, offset);
        meta.committedAt = lsn;
        if (LEFT_OUT.equals(note)) {
            meta.addMissing(table.noteColumn());
        }
        writer.finish(end, meta);
    }

    static List<Change> readAll(ChangeBatch batch, TestTable... tables) {
        List<Change> rows = new ArrayList<>();
        RowView row = batch.rows();
        while (row.next()) {
            for (TestTable table : tables) {
                if (table.shape().ref().equals(row.shape())) {
                    rows.add(table.decode(row));
                }
            }
        }
        return rows;
    }
}
