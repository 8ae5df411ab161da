package io.isotherm.job.model;

/** The hash of a table's key bytes. Buckets of savepoints depend on it: it can never change. */
public final class KeyHash {
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private KeyHash() {}

    /** @param seed hash of the table's topic, see {@link #seed} */
    public static int hash(int seed, byte[] bytes, int offset, int length) {
        long h = seed * MULTIPLIER + length;
        int at = offset;
        int end = offset + length;
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            h = mix(h ^ RowFormat.getLong(bytes, at));
        }
        long tail = 0;
        for (int shift = 0; at < end; at++, shift += Byte.SIZE) {
            tail |= (bytes[at] & 0xffL) << shift;
        }
        h = mix(h ^ tail);
        return (int) (h ^ (h >>> 32));
    }

    /** Two tables' equal keys fall into different buckets. */
    public static int seed(String topic) {
        return topic.hashCode();
    }

    private static long mix(long h) {
        long x = h * MULTIPLIER;
        x ^= x >>> 32;
        x *= MULTIPLIER;
        return x ^ (x >>> 29);
    }
}
