package io.isotherm.job.model;

import io.isotherm.job.table.ShapeRef;

/**
 * A cursor over the rows of a {@link ChangeBatch}; see {@link RowFormat}. One instance is reused for a whole batch, so
 * nothing may keep it. Not thread-safe.
 *
 * <pre>{@code
 * RowView row = batch.rows();
 * while (row.next()) { ... }
 * }</pre>
 */
public final class RowView {
    private final ChangeBatch batch;
    private final byte[] data;
    private int start;
    private int end;

    RowView(ChangeBatch batch) {
        this.batch = batch;
        this.data = batch.data();
    }

    /** Moves to the next row that is not dropped. */
    public boolean next() {
        while (end < batch.length()) {
            start = end;
            end = start + (int) RowFormat.INT.get(data, start + RowFormat.LENGTH);
            if (!is(RowFormat.DROPPED)) {
                return true;
            }
        }
        return false;
    }

    public byte[] data() {
        return data;
    }

    /** Offset of the entry in {@link #data()}. */
    public int start() {
        return start;
    }

    public int end() {
        return end;
    }

    public ShapeRef shape() {
        return batch.shapes().get(shapeIndex());
    }

    /** Index of the shape in this batch; equal indexes mean equal shapes within one batch only. */
    public int shapeIndex() {
        return (short) RowFormat.SHORT.get(data, start + RowFormat.SHAPE);
    }

    public boolean is(int flag) {
        return (flags() & flag) != 0;
    }

    public int flags() {
        return (short) RowFormat.SHORT.get(data, start + RowFormat.FLAGS);
    }

    /** Takes the row out of the batch without moving bytes. */
    public void drop() {
        RowFormat.SHORT.set(data, start + RowFormat.FLAGS, (short) (flags() | RowFormat.DROPPED));
    }

    public int kafkaPartition() {
        return (int) RowFormat.INT.get(data, start + RowFormat.KAFKA_PARTITION);
    }

    public int keyHash() {
        return (int) RowFormat.INT.get(data, start + RowFormat.KEY_HASH);
    }

    public long partitionValue() {
        return (long) RowFormat.LONG.get(data, start + RowFormat.PARTITION_VALUE);
    }

    public int keyLength() {
        return (int) RowFormat.INT.get(data, start + RowFormat.KEY_LENGTH);
    }

    public int keyStart() {
        return start + RowFormat.HEADER_BYTES;
    }

    public int missingCount() {
        return (short) RowFormat.SHORT.get(data, start + RowFormat.MISSING_COUNT);
    }

    /** Index of the i-th column whose value the source left out. */
    public int missing(int i) {
        return (short) RowFormat.SHORT.get(data, keyStart() + keyLength() + 2 * i);
    }

    /** First byte of the first column. */
    public int rowStart() {
        return keyStart() + keyLength() + 2 * missingCount();
    }

    /** Bytes of all columns and the trailer. */
    public int rowLength() {
        return end - rowStart();
    }

    public long versionHigh() {
        return (long) RowFormat.LONG.get(data, end - RowFormat.VERSION_HIGH_FROM_END);
    }

    public long versionLow() {
        return (long) RowFormat.LONG.get(data, end - RowFormat.VERSION_LOW_FROM_END);
    }

    public long kafkaOffset() {
        return Version.kafkaOffset(versionLow());
    }

    /** Microseconds since the epoch. */
    public long committedAt() {
        return (long) RowFormat.LONG.get(data, end - RowFormat.COMMITTED_AT_FROM_END);
    }
}
