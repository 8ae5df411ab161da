package io.isotherm.job.model;

/** What accompanies a row's columns. Mutable and reused for every row; its fields are those of {@link RowFormat}. */
public final class RowMeta {
    public int flags;
    public int kafkaPartition;
    /**
     * The partition column's RowBinary value, sign extended, or microseconds since 1970 if it is an integer with a
     * unit; 0 when there is none or it is NULL.
     */
    public long partitionValue;

    public long versionHigh;
    public long versionLow;
    /** Microseconds since the epoch. */
    public long committedAt;

    /** Indexes of the columns whose value the source left out; the first {@link #missingCount} are valid. */
    public short[] missing = new short[8];

    public int missingCount;

    /** The row had left the source when its missing values were to be read again. */
    public boolean isGone;

    public void addMissing(int column) {
        if (missingCount == missing.length) {
            missing = java.util.Arrays.copyOf(missing, missing.length * 2);
        }
        missing[missingCount++] = (short) column;
    }
}
