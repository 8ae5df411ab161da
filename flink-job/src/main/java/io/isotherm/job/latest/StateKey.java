package io.isotherm.job.latest;

import java.util.Arrays;

/** A key in the map layout. Immutable, because the heap backend keeps the object. */
final class StateKey implements Comparable<StateKey> {
    private final int table;
    private final byte[] bytes;

    /**
     * @param table ordinal in the bucket's {@link StateDictionary}
     * @param bytes not copied, and not to be changed
     */
    StateKey(int table, byte[] bytes) {
        this.table = table;
        this.bytes = bytes;
    }

    int table() {
        return table;
    }

    byte[] bytes() {
        return bytes;
    }

    /** The order of the serialized keys, in which RocksDB keeps them. */
    @Override
    public int compareTo(StateKey other) {
        if (table != other.table) {
            return Integer.compare(table, other.table);
        }
        if (bytes.length != other.bytes.length) {
            return Integer.compare(bytes.length, other.bytes.length);
        }
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StateKey that && table == that.table && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bytes) + table;
    }
}
