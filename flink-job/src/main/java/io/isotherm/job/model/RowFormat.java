package io.isotherm.job.model;

import io.isotherm.job.table.RowShape;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * One row change inside a {@link ChangeBatch}. It lives only between operators and is never part of a savepoint.
 *
 * <pre>
 * offset size
 *  0     4   length of this entry, header included
 *  4     2   index of the shape in the batch
 *  6     2   flags
 *  8     4   Kafka partition
 * 12     4   hash of table and key
 * 16     8   partition column's value as read from RowBinary (sign extended), 0 if none or NULL
 * 24     4   k: length of the key
 * 28     2   m: number of columns whose value the source left out
 * 30     k   key: RowBinary of the key columns
 * 30+k   2m  indexes of the left out columns; their values in the row are NULL or empty
 * ...        row: RowBinary of all columns, then the trailer of {@link RowShape}
 * </pre>
 *
 * All integers are little-endian.
 */
public final class RowFormat {
    static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    static final int LENGTH = 0;
    static final int SHAPE = 4;
    static final int FLAGS = 6;
    static final int KAFKA_PARTITION = 8;
    static final int KEY_HASH = 12;
    static final int PARTITION_VALUE = 16;
    static final int KEY_LENGTH = 24;
    static final int MISSING_COUNT = 28;

    /** Bytes before the key. */
    public static final int HEADER_BYTES = 30;

    /** The row is a tombstone. */
    public static final int DELETED = 1;
    /** Only the key columns are known; the others are NULL or their type's zero. */
    public static final int KEY_ONLY = 1 << 2;
    /** The partition column is NULL. */
    public static final int PARTITION_NULL = 1 << 3;
    /** A later operator has settled this entry; readers pass over it. */
    public static final int DROPPED = 1 << 4;
    /**
     * No change of the source but made from one: the tombstone that a row leaves in the partition it moved from. Its
     * version is the change's less one, so its Kafka offset may be off by one too. It has no place in a history.
     */
    public static final int DERIVED = 1 << 5;
    /**
     * No change at all: it says that one of this key could not be read, so that an earlier row of the key must not
     * fill later ones. Comes as a key-only tombstone with version 0 and goes no further than the latest state.
     */
    public static final int FORGET_ROW = 1 << 6;
    /**
     * A tombstone that came before its time: the source still has the row under this key, but no longer when its
     * left-out values were to be read again. A later change deletes or moves it.
     */
    public static final int GONE = 1 << 7;
    /**
     * No row at all: it says that every earlier row of the table is deleted. Has neither key nor columns; one goes
     * to every bucket, and no further than the latest state.
     */
    public static final int TRUNCATED = 1 << 8;

    /** From the end of an entry back to its trailer: version low, version high, deleted, commit time. */
    static final int VERSION_LOW_FROM_END = RowShape.TRAILER_BYTES;

    static final int VERSION_HIGH_FROM_END = VERSION_LOW_FROM_END - 8;
    static final int IS_DELETED_FROM_END = VERSION_HIGH_FROM_END - 8;
    static final int COMMITTED_AT_FROM_END = IS_DELETED_FROM_END - 1;

    private RowFormat() {}

    public static int getInt(byte[] bytes, int offset) {
        return (int) INT.get(bytes, offset);
    }

    public static long getLong(byte[] bytes, int offset) {
        return (long) LONG.get(bytes, offset);
    }

    public static short getShort(byte[] bytes, int offset) {
        return (short) SHORT.get(bytes, offset);
    }

    public static void putInt(byte[] bytes, int offset, int value) {
        INT.set(bytes, offset, value);
    }

    public static void putLong(byte[] bytes, int offset, long value) {
        LONG.set(bytes, offset, value);
    }

    public static void putShort(byte[] bytes, int offset, short value) {
        SHORT.set(bytes, offset, value);
    }
}
