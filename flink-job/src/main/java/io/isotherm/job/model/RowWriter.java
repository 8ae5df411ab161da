package io.isotherm.job.model;

import io.isotherm.job.table.RowShape;
import io.isotherm.job.table.ShapeRef;

/**
 * Appends one row to a batch without an intermediate copy: the caller encodes the columns straight into the batch.
 *
 * <pre>{@code
 * writer.begin(batch, shape, hash, key, 0, keyLength, maxRowBytes);
 * int end = encodeColumns(writer.data(), writer.rowStart());
 * writer.finish(end, meta);      // without finish the batch stays as it was
 * }</pre>
 *
 * Reused for every row. Not thread-safe.
 */
public final class RowWriter {
    private ChangeBatch batch;
    private byte[] data;
    private int start;
    private int rowStart;

    /** @param maxColumnBytes upper bound of the encoded columns, without the trailer */
    public void begin(
            ChangeBatch target,
            ShapeRef shape,
            int keyHash,
            byte[] key,
            int keyOffset,
            int keyLength,
            int maxColumnBytes) {
        batch = target;
        start = target.length();
        data = target.reserve(RowFormat.HEADER_BYTES + keyLength + maxColumnBytes + RowShape.TRAILER_BYTES);
        RowFormat.SHORT.set(data, start + RowFormat.SHAPE, (short) target.indexOf(shape));
        RowFormat.INT.set(data, start + RowFormat.KEY_HASH, keyHash);
        RowFormat.INT.set(data, start + RowFormat.KEY_LENGTH, keyLength);
        System.arraycopy(key, keyOffset, data, start + RowFormat.HEADER_BYTES, keyLength);
        rowStart = start + RowFormat.HEADER_BYTES + keyLength;
    }

    /** The array to encode into; valid until {@link #finish}. */
    public byte[] data() {
        return data;
    }

    /** Where the first column goes. */
    public int rowStart() {
        return rowStart;
    }

    /** @param endOfColumns offset behind the last encoded column */
    public void finish(int endOfColumns, RowMeta meta) {
        int end = endOfColumns;
        if (meta.missingCount > 0) {
            end = insertMissing(endOfColumns, meta);
        }
        RowFormat.SHORT.set(data, start + RowFormat.FLAGS, (short) meta.flags);
        RowFormat.INT.set(data, start + RowFormat.KAFKA_PARTITION, meta.kafkaPartition);
        RowFormat.LONG.set(data, start + RowFormat.PARTITION_VALUE, meta.partitionValue);
        RowFormat.SHORT.set(data, start + RowFormat.MISSING_COUNT, (short) meta.missingCount);
        RowFormat.LONG.set(data, end, meta.versionLow);
        RowFormat.LONG.set(data, end + 8, meta.versionHigh);
        data[end + 16] = (byte) ((meta.flags & RowFormat.DELETED) != 0 ? 1 : 0);
        RowFormat.LONG.set(data, end + 17, meta.committedAt);
        end += RowShape.TRAILER_BYTES;
        RowFormat.INT.set(data, start + RowFormat.LENGTH, end - start);
        batch.commit(end);
    }

    /** Rare: only rows with unchanged TOASTed values. */
    private int insertMissing(int endOfColumns, RowMeta meta) {
        int shift = Short.BYTES * meta.missingCount;
        if (data.length < endOfColumns + shift + RowShape.TRAILER_BYTES) {
            data = batch.reserve(endOfColumns - start + shift + RowShape.TRAILER_BYTES);
        }
        System.arraycopy(data, rowStart, data, rowStart + shift, endOfColumns - rowStart);
        for (int i = 0; i < meta.missingCount; i++) {
            RowFormat.SHORT.set(data, rowStart + Short.BYTES * i, meta.missing[i]);
        }
        return endOfColumns + shift;
    }
}
