package io.isotherm.job.sink.batch;

import io.isotherm.job.model.RowFormat;
import io.isotherm.job.model.RowView;
import io.isotherm.job.model.Version;
import io.isotherm.job.sink.table.TargetTable;
import io.isotherm.job.table.RowShape;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * Rows of one shape on their way to ClickHouse: their RowBinary one behind the other, ready to be streamed out, and an
 * index by key and partition, so that of several changes of a key only the newest is sent, unless they go to a history.
 *
 * <p>A row that is superseded after it was added stays where it is and is passed over when the rows are streamed. Of
 * equal versions the last one wins, as it does in ReplacingMergeTree: it is a repeated delivery, or the tombstone of a
 * row that has moved away.
 *
 * <p>Belongs to the task thread while it fills and to one insert thread while it is sent; the hand-over orders the two.
 */
public final class TableBuffer {
    private static final int MIN_ROWS = 64;
    private static final int MIN_BYTES = 8 * 1024;
    private static final int VERSION_HIGH = 8;
    /** In the arrays that have an element for each row. */
    private static final int BYTES_PER_ROW = 3 * Integer.BYTES + Long.BYTES + 1;

    private TargetTable table;
    private PartitionRule partitions;

    private byte[] data = new byte[MIN_BYTES];
    private byte[] keys = new byte[MIN_BYTES / 8];
    private int[] rowEnds = new int[MIN_ROWS];
    private int[] keyEnds = new int[MIN_ROWS];
    private int[] kafkaPartitions = new int[MIN_ROWS];
    private long[] partitionOfRow = new long[MIN_ROWS];
    private boolean[] superseded = new boolean[MIN_ROWS];
    /** Rows that may be replaced. */
    private RowIndex index = new RowIndex(MIN_ROWS);

    private int rows;
    private int liveRows;
    private int supersededRows;
    private long newestCommit;
    private long newestHigh;
    private long newestLow;
    private long capacity;
    /** Keeps the compiler from dropping the reads of {@link #expect}. */
    private int touched;

    public TableBuffer(TargetTable table, PartitionRule partitions) {
        assign(table, partitions);
        measure();
    }

    /** For rows of another table; it must be empty. */
    void assign(TargetTable table, PartitionRule partitions) {
        this.table = table;
        this.partitions = partitions;
    }

    TargetTable table() {
        return table;
    }

    /**
     * Says that the row will be added. Its place in the index is seldom in the processor's caches; reading those of
     * many rows one after the other, without any work in between, lets the processor wait for all of them at once.
     */
    void expect(RowView row) {
        if (partitions.isComparable(row)) {
            touched += index.rowAt(index.firstSlot(hash(row.keyHash(), partitions.partitionOf(row))));
        }
    }

    /** Of two rows of a key and partition only the newer one will be sent. */
    public void add(RowView row) {
        reserve(row);
        if (!partitions.isComparable(row)) {
            append(row, 0);
            return;
        }
        long partition = partitions.partitionOf(row);
        int hash = hash(row.keyHash(), partition);
        int slot = find(row, hash, partition);
        int known = index.rowAt(slot);
        if (known >= 0) {
            supersededRows++;
            if (!replaces(row, known)) {
                return;
            }
            superseded[known] = true;
            liveRows--;
        }
        append(row, partition);
        index.set(slot, hash, rows - 1);
    }

    /** Rows added, superseded ones included: what bounds the memory and the time to send. */
    public int rows() {
        return rows;
    }

    public int liveRows() {
        return liveRows;
    }

    /** Rows that will not be sent because of a newer one; some of them were not even added. */
    int supersededRows() {
        return supersededRows;
    }

    boolean isEmpty() {
        return rows == 0;
    }

    /** RowBinary bytes, those of superseded rows included. */
    int bytes() {
        return rowStart(rows);
    }

    /** Bytes of its arrays, which it keeps when it is emptied. */
    long capacity() {
        return capacity;
    }

    /** Commit time of the newest row, microseconds since the epoch. */
    long newestCommit() {
        return newestCommit;
    }

    /** The highest version of its rows, those that are superseded included. */
    BigInteger newestVersion() {
        return Version.asNumber(newestHigh, newestLow);
    }

    public boolean isLive(int row) {
        return !superseded[row];
    }

    int kafkaPartition(int row) {
        return kafkaPartitions[row];
    }

    public long kafkaOffset(int row) {
        return Version.kafkaOffset(RowFormat.getLong(data, trailer(row)));
    }

    byte[] key(int row) {
        return Arrays.copyOfRange(keys, keyStart(row), keyEnds[row]);
    }

    /** The bytes of all rows; a row is at {@link #rowStart} and {@link #rowLength}. */
    byte[] data() {
        return data;
    }

    int rowStart(int row) {
        return row == 0 ? 0 : rowEnds[row - 1];
    }

    int rowLength(int row) {
        return rowEnds[row] - rowStart(row);
    }

    /** Streams the live rows among {@code [from, to)} in runs, without copying them. */
    public void writeTo(OutputStream out, int from, int to) throws IOException {
        int row = from;
        while (row < to) {
            if (superseded[row]) {
                row++;
                continue;
            }
            int end = row + 1;
            while (end < to && !superseded[end]) {
                end++;
            }
            int start = rowStart(row);
            out.write(data, start, rowEnds[end - 1] - start);
            row = end;
        }
    }

    /** Forgets all rows and keeps the arrays for the next ones. */
    public void reset() {
        index.clear();
        Arrays.fill(superseded, 0, rows, false);
        rows = 0;
        liveRows = 0;
        supersededRows = 0;
        newestCommit = 0;
        newestHigh = 0;
        newestLow = 0;
    }

    private void reserve(RowView row) {
        int bytes = bytes();
        int keyBytes = keyStart(rows);
        if (data.length - bytes >= row.rowLength()
                && keys.length - keyBytes >= row.keyLength()
                && rows < rowEnds.length) {
            return;
        }
        data = withRoom(data, bytes, row.rowLength());
        keys = withRoom(keys, keyBytes, row.keyLength());
        if (rows == rowEnds.length) {
            resizeRows(Math.multiplyExact(rows, 2));
            index.growFor(rowEnds.length);
        }
        measure();
    }

    private void measure() {
        capacity = data.length + keys.length + (long) BYTES_PER_ROW * rowEnds.length + index.bytes();
    }

    private static byte[] withRoom(byte[] array, int used, int more) {
        int needed = Math.addExact(used, more);
        if (needed <= array.length) {
            return array;
        }
        return Arrays.copyOf(array, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * array.length)));
    }

    private void resizeRows(int capacity) {
        rowEnds = Arrays.copyOf(rowEnds, capacity);
        keyEnds = Arrays.copyOf(keyEnds, capacity);
        kafkaPartitions = Arrays.copyOf(kafkaPartitions, capacity);
        partitionOfRow = Arrays.copyOf(partitionOfRow, capacity);
        superseded = Arrays.copyOf(superseded, capacity);
    }

    private static int hash(int keyHash, long partition) {
        int h = (keyHash ^ Long.hashCode(partition * 0x9E3779B97F4A7C15L)) * 0x9E3779B1;
        return h ^ (h >>> 15);
    }

    /** The slot of the row's key and partition, or the empty one where it belongs. */
    private int find(RowView row, int hash, long partition) {
        int slot = index.firstSlot(hash);
        for (int other = index.rowAt(slot); other >= 0; other = index.rowAt(slot)) {
            if (index.hashAt(slot) == hash && partitionOfRow[other] == partition && hasKeyOf(row, other)) {
                return slot;
            }
            slot = index.nextSlot(slot);
        }
        return slot;
    }

    private boolean hasKeyOf(RowView row, int other) {
        int start = row.keyStart();
        return Arrays.equals(keys, keyStart(other), keyEnds[other], row.data(), start, start + row.keyLength());
    }

    private boolean replaces(RowView row, int known) {
        int at = trailer(known);
        return Version.compare(
                        row.versionHigh(),
                        row.versionLow(),
                        RowFormat.getLong(data, at + VERSION_HIGH),
                        RowFormat.getLong(data, at))
                >= 0;
    }

    private void append(RowView row, long partition) {
        int start = bytes();
        System.arraycopy(row.data(), row.rowStart(), data, start, row.rowLength());
        int keyStart = keyStart(rows);
        System.arraycopy(row.data(), row.keyStart(), keys, keyStart, row.keyLength());
        rowEnds[rows] = start + row.rowLength();
        keyEnds[rows] = keyStart + row.keyLength();
        partitionOfRow[rows] = partition;
        kafkaPartitions[rows] = row.kafkaPartition();
        newestCommit = Math.max(newestCommit, row.committedAt());
        if (Version.compare(row.versionHigh(), row.versionLow(), newestHigh, newestLow) > 0) {
            newestHigh = row.versionHigh();
            newestLow = row.versionLow();
        }
        rows++;
        liveRows++;
    }

    private int keyStart(int row) {
        return row == 0 ? 0 : keyEnds[row - 1];
    }

    private int trailer(int row) {
        return rowEnds[row] - RowShape.TRAILER_BYTES;
    }
}
