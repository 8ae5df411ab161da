package io.isotherm.job.model;

import io.isotherm.job.table.Column;
import io.isotherm.job.table.RowShape;
import java.util.Arrays;
import java.util.List;

/** The row of a tombstone: the key's columns as they are, all others NULL or their type's zero. */
public final class KeyOnlyRow {
    private KeyOnlyRow() {}

    /** Upper bound of what {@link #write} needs. */
    public static int maxBytes(RowShape shape, int keyLength) {
        int bytes = keyLength;
        for (Column column : shape.columns()) {
            bytes += column.type().isVariable() ? 1 : Math.max(1, column.type().width());
        }
        return bytes;
    }

    /**
     * @param key RowBinary of the key columns
     * @param keyStarts where each key column starts in key, and where the last one ends
     * @param meta receives what is known of the partition
     * @return offset behind the last column
     */
    public static int write(RowShape shape, byte[] key, int[] keyStarts, byte[] out, int offset, RowMeta meta) {
        int[] keyColumns = shape.keyColumns();
        List<Column> columns = shape.columns();
        int to = offset;
        for (int i = 0; i < columns.size(); i++) {
            int keyIndex = indexOf(keyColumns, i);
            if (keyIndex >= 0) {
                int from = keyStarts[keyIndex];
                int length = keyStarts[keyIndex + 1] - from;
                System.arraycopy(key, from, out, to, length);
                to += length;
                if (i == shape.partitionColumn()) {
                    long value = length == Integer.BYTES ? RowFormat.getInt(key, from) : RowFormat.getLong(key, from);
                    meta.partitionValue = shape.partitionUnit() == null
                            ? value
                            : shape.partitionUnit().toMicros(value);
                }
            } else {
                to = writeNothing(columns.get(i), out, to);
                if (i == shape.partitionColumn() && columns.get(i).nullable()) {
                    meta.flags |= RowFormat.PARTITION_NULL;
                }
            }
        }
        return to;
    }

    private static int writeNothing(Column column, byte[] out, int offset) {
        if (column.nullable()) {
            out[offset] = 1;
            return offset + 1;
        }
        int width = column.type().isVariable() ? 1 : column.type().width();
        Arrays.fill(out, offset, offset + width, (byte) 0);
        return offset + width;
    }

    private static int indexOf(int[] values, int wanted) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
