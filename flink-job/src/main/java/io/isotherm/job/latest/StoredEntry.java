package io.isotherm.job.latest;

import io.isotherm.job.model.RowFormat;
import io.isotherm.job.model.Version;

/** A cursor on a stored entry; see {@link EntryFormat}. Valid until the bucket is asked or told something else. */
final class StoredEntry {
    private byte[] bytes;
    private int at;

    StoredEntry moveTo(byte[] newBytes, int newAt) {
        bytes = newBytes;
        at = newAt;
        return this;
    }

    long versionHigh() {
        return RowFormat.getLong(bytes, at + EntryFormat.VERSION_HIGH);
    }

    long versionLow() {
        return RowFormat.getLong(bytes, at + EntryFormat.VERSION_LOW);
    }

    boolean isDeleted() {
        return (bytes[at] & EntryFormat.DELETED) != 0;
    }

    boolean isLiveBelow(long high, long low) {
        return !isDeleted() && Version.compare(versionHigh(), versionLow(), high, low) < 0;
    }

    boolean isGone() {
        return (bytes[at] & EntryFormat.GONE) != 0;
    }

    int partitionKind() {
        return EntryFormat.partitionKind(bytes[at]);
    }

    /** Zero if it is NULL or unknown. */
    long partitionValue() {
        return partitionKind() == EntryFormat.PARTITION_UNKNOWN
                ? 0
                : RowFormat.getLong(bytes, at + EntryFormat.PARTITION);
    }

    boolean hasRow() {
        return (bytes[at] & EntryFormat.ROW) != 0;
    }

    /** Only if there is a row. */
    int layout() {
        return RowFormat.getShort(bytes, at + EntryFormat.rowHeader(bytes[at])) & 0xffff;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Offset of the first column in {@link #bytes()}; only if there is a row. */
    int rowStart() {
        return at + EntryFormat.rowHeader(bytes[at]) + EntryFormat.ROW_HEADER_BYTES;
    }

    /** Bytes of the row, 0 if there is none. */
    int rowLength() {
        return hasRow() ? RowFormat.getInt(bytes, rowStart() - 4) : 0;
    }
}
