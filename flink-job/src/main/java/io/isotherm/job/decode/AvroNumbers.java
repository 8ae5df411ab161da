package io.isotherm.job.decode;

import java.math.BigInteger;

/** Numbers as Debezium sends them, for columns of numbers and for columns of their texts. */
final class AvroNumbers {
    static final long MICROS_PER_MILLI = 1000;

    /** Most digits that a Postgres numeric can have on both sides of the point together. */
    static final int MAX_NUMERIC_DIGITS = 131_072 + 16_383;

    private static final long NANOS_PER_MICRO = 1000;

    private AvroNumbers() {}

    /** Milliseconds of late years do not fit as microseconds; they are out of ClickHouse's range anyway. */
    static long fromMillis(long millis) {
        long limit = Long.MAX_VALUE / MICROS_PER_MILLI;
        return Math.max(-limit, Math.min(limit, millis)) * MICROS_PER_MILLI;
    }

    static long fromNanos(long nanos) {
        if (nanos % NANOS_PER_MICRO != 0) {
            throw MalformedChangeException.outOfRange("a time is finer than a microsecond");
        }
        return nanos / NANOS_PER_MICRO;
    }

    /** Big-endian two's complement with its length in front. */
    static BigInteger readUnscaled(AvroCursor in, int maxBytes) {
        int length = in.readLength();
        if (length == 0 || length > maxBytes) {
            throw MalformedChangeException.corrupt("a decimal has " + length + " bytes");
        }
        return new BigInteger(in.bytes(), in.take(length), length);
    }
}
