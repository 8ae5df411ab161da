package io.isotherm.job.model;

import java.math.BigInteger;

/**
 * {@code _version = epoch << 112 | lsn << 48 | kafka offset}, as two longs. It depends on the Kafka record alone, so a
 * replay gives every change the version it had before.
 *
 * <p>For one primary key the WAL position rises with commit order, because row locks and the unique index order its
 * changes; equal positions (a snapshot row and a streamed one, a repeated delivery) are ordered by Kafka offset. The
 * epoch is raised when the source's WAL positions restart.
 */
public final class Version {
    private static final int OFFSET_BITS = 48;
    private static final long OFFSET_MASK = (1L << OFFSET_BITS) - 1;

    private Version() {}

    /** Upper 64 bits. {@code epoch} uses 16 bits. */
    public static long high(int epoch, long lsn) {
        return ((long) epoch << OFFSET_BITS) | (lsn >>> 16);
    }

    /** Lower 64 bits. */
    public static long low(long lsn, long kafkaOffset) {
        return (lsn << OFFSET_BITS) | (kafkaOffset & OFFSET_MASK);
    }

    /** As ClickHouse has it. */
    public static BigInteger asNumber(long high, long low) {
        return new BigInteger(Long.toUnsignedString(high))
                .shiftLeft(Long.SIZE)
                .add(new BigInteger(Long.toUnsignedString(low)));
    }

    public static long kafkaOffset(long low) {
        return low & OFFSET_MASK;
    }

    public static int compare(long highA, long lowA, long highB, long lowB) {
        int high = Long.compareUnsigned(highA, highB);
        return high != 0 ? high : Long.compareUnsigned(lowA, lowB);
    }
}
