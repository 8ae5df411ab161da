package io.isotherm.job.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class VersionTest {
    private static final long MAX_OFFSET = (1L << 48) - 1;

    @Property
    void isEpochThenLsnThenOffset(
            @ForAll @IntRange(max = 0xffff) int epoch,
            @ForAll long lsn,
            @ForAll @LongRange(max = MAX_OFFSET) long offset) {
        BigInteger expected = BigInteger.valueOf(epoch)
                .shiftLeft(112)
                .add(new BigInteger(Long.toUnsignedString(lsn)).shiftLeft(48))
                .add(BigInteger.valueOf(offset));

        assertThat(unsigned(Version.high(epoch, lsn)).shiftLeft(64).add(unsigned(Version.low(lsn, offset))))
                .isEqualTo(expected);
        assertThat(Version.kafkaOffset(Version.low(lsn, offset))).isEqualTo(offset);
    }

    @Property
    void comparesAsUnsigned128(@ForAll long highA, @ForAll long lowA, @ForAll long highB, @ForAll long lowB) {
        BigInteger a = unsigned(highA).shiftLeft(64).add(unsigned(lowA));
        BigInteger b = unsigned(highB).shiftLeft(64).add(unsigned(lowB));

        assertThat(Integer.signum(Version.compare(highA, lowA, highB, lowB))).isEqualTo(a.compareTo(b));
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }
}
