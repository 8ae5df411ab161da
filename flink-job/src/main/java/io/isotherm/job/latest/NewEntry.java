package io.isotherm.job.latest;

import io.isotherm.job.model.RowFormat;

/** What is to be stored for a key. Reused for every row; see {@link EntryFormat}. */
final class NewEntry {
    private int flags;
    private long versionHigh;
    private long versionLow;
    private long partitionValue;
    private int layout;
    private byte[] row;
    private int rowStart;
    private int rowLength;

    /** Starts an entry without partition value and row. */
    NewEntry begin(long high, long low, boolean deleted) {
        versionHigh = high;
        versionLow = low;
        flags = deleted ? EntryFormat.DELETED : 0;
        rowLength = 0;
        return this;
    }

    /** Makes it the entry of a row that was {@link RowFormat#GONE}. */
    NewEntry gone() {
        flags |= EntryFormat.DELETED | EntryFormat.GONE;
        return this;
    }

    /** @param kind one of the partition kinds of {@link EntryFormat} */
    NewEntry partition(int kind, long value) {
        flags |= kind << EntryFormat.PARTITION_SHIFT;
        partitionValue = value;
        return this;
    }

    /** @param bytes copied by {@link #writeTo}, not kept */
    NewEntry row(int layoutOrdinal, byte[] bytes, int start, int length) {
        flags |= EntryFormat.ROW;
        layout = layoutOrdinal;
        row = bytes;
        rowStart = start;
        rowLength = length;
        return this;
    }

    boolean isDeleted() {
        return (flags & EntryFormat.DELETED) != 0;
    }

    int length() {
        int header = EntryFormat.rowHeader(flags);
        return (flags & EntryFormat.ROW) == 0
                ? header
                : Math.addExact(header + EntryFormat.ROW_HEADER_BYTES, rowLength);
    }

    void writeTo(byte[] target, int at) {
        target[at] = (byte) flags;
        RowFormat.putLong(target, at + EntryFormat.VERSION_LOW, versionLow);
        RowFormat.putLong(target, at + EntryFormat.VERSION_HIGH, versionHigh);
        int header = at + EntryFormat.rowHeader(flags);
        if (EntryFormat.partitionKind(flags) != EntryFormat.PARTITION_UNKNOWN) {
            RowFormat.putLong(target, at + EntryFormat.PARTITION, partitionValue);
        }
        if ((flags & EntryFormat.ROW) != 0) {
            RowFormat.putShort(target, header, (short) layout);
            RowFormat.putInt(target, header + 2, rowLength);
            System.arraycopy(row, rowStart, target, header + EntryFormat.ROW_HEADER_BYTES, rowLength);
        }
    }
}
