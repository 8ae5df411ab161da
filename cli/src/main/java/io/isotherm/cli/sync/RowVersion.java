package io.isotherm.cli.sync;

import io.isotherm.cli.error.CliException;
import io.isotherm.job.model.Version;
import java.math.BigInteger;
import java.util.Optional;

/**
 * The version that all rows of one run have. Its position is the byte before the moment's floor: no record of the log
 * begins there, for they begin at multiples of eight, so no streamed change ever has it. What the rows do not have yet
 * lies behind the floor and is newer; what they have, and lies before it, is older. Runs at one floor are ordered by
 * their number.
 */
record RowVersion(int epoch, long position, long run) {
    private static final int EPOCH_SHIFT = 112;
    private static final int POSITION_SHIFT = 48;
    private static final BigInteger POSITIONS = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private static final BigInteger OFFSETS =
            BigInteger.ONE.shiftLeft(POSITION_SHIFT).subtract(BigInteger.ONE);

    static RowVersion of(int epoch, SourceMoment.Floor floor, long run) {
        return new RowVersion(epoch, floor.position() - 1, run);
    }

    /** Of a version's value; empty if no run of a sync gives it. */
    static Optional<RowVersion> of(BigInteger value) {
        long offset = value.and(OFFSETS).longValue();
        long position = value.shiftRight(POSITION_SHIFT).and(POSITIONS).longValue();
        boolean isOfARun = offset % 2 == 0 && offset > 0 && position % 8 == 7;
        return isOfARun
                ? Optional.of(new RowVersion(value.shiftRight(EPOCH_SHIFT).intValueExact(), position, offset / 2))
                : Optional.empty();
    }

    long high() {
        return Version.high(epoch, position);
    }

    /** The number is doubled, so that there is room for {@link #before()}. */
    long low() {
        return Version.low(position, 2 * run);
    }

    /** As ClickHouse reads it. */
    BigInteger value() {
        return BigInteger.valueOf(epoch)
                .shiftLeft(EPOCH_SHIFT)
                .or(new BigInteger(Long.toUnsignedString(position)).shiftLeft(POSITION_SHIFT))
                .or(BigInteger.valueOf(2 * run));
    }

    /** Less than this one and more than any other of the row's: for the tombstone in a partition that the row left. */
    BigInteger before() {
        return value().subtract(BigInteger.ONE);
    }

    /**
     * The epoch in which the source is now.
     *
     * @param highest version in hot, 0 if there is no row
     * @param lastPosition of the source's log
     * @param asked by the operator, or null
     * @throws CliException if the positions of the log have begun anew
     */
    static int epoch(BigInteger highest, long lastPosition, Integer asked, String table) {
        int stored = highest.shiftRight(EPOCH_SHIFT).intValueExact();
        long position = highest.shiftRight(POSITION_SHIFT).and(POSITIONS).longValue();
        if (asked != null && asked > stored) {
            return asked;
        }
        if (position > lastPosition) {
            throw CliException.cannotRun(
                    table + " has rows of position " + Long.toHexString(position) + " in the write-ahead log, but the"
                            + " source is at " + Long.toHexString(lastPosition)
                            + ": it was restored, or is another server",
                    "if this is the right source, give it a new epoch: --epoch " + (stored + 1));
        }
        return stored;
    }
}
