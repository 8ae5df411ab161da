package io.isotherm.cli.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.cli.error.CliException;
import io.isotherm.job.model.Version;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class RowVersionTest {
    private static final long POSITION = 0x1_2345_6788L;
    private static final SourceMoment.Floor FLOOR = floor(POSITION);

    private static SourceMoment.Floor floor(long position) {
        return new SourceMoment.Floor(position, 700, 700, 0);
    }

    private static BigInteger streamed(long position, long offset) {
        return value(Version.high(0, position), Version.low(position, offset));
    }

    private static BigInteger value(long high, long low) {
        return new BigInteger(Long.toUnsignedString(high)).shiftLeft(64).or(new BigInteger(Long.toUnsignedString(low)));
    }

    @Test
    void itIsWhatTheJobMakesOfItsParts() {
        RowVersion version = RowVersion.of(3, FLOOR, 42);

        assertThat(value(version.high(), version.low())).isEqualTo(version.value());
        assertThat(RowVersion.of(version.value())).contains(version);
        assertThat(RowVersion.of(streamed(POSITION, 42))).isEmpty();
    }

    @Test
    void everythingFromTheFloorOnIsNewerAndWhatLiesBeforeItOlder() {
        BigInteger run = RowVersion.of(0, FLOOR, 1_000_000).value();

        assertThat(streamed(POSITION, 0)).isGreaterThan(run);
        assertThat(streamed(POSITION, 0).subtract(BigInteger.ONE)).isGreaterThan(run);
        assertThat(streamed(POSITION - 8, (1L << 48) - 1)).isLessThan(run);
        assertThat(RowVersion.of(1, SourceMoment.Floor.LOWEST, 1).value()).isGreaterThan(run);
    }

    @Test
    void runsAreTotalAndATombstoneBeforeARunIsNotTheRunBefore() {
        BigInteger first = RowVersion.of(0, FLOOR, 1).value();
        RowVersion second = RowVersion.of(0, FLOOR, 2);

        assertThat(second.before()).isGreaterThan(first).isLessThan(second.value());
        assertThat(RowVersion.of(0, floor(POSITION + 8), 1).value()).isGreaterThan(second.value());
    }

    @Test
    void theEpochIsThatOfTheRowsUnlessTheLogBeganAnew() {
        BigInteger ahead = streamed(POSITION, 5);

        assertThat(RowVersion.epoch(BigInteger.ZERO, POSITION, null, "t")).isZero();
        assertThat(RowVersion.epoch(ahead, POSITION, null, "t")).isZero();
        assertThat(RowVersion.epoch(ahead.setBit(112), POSITION, null, "t")).isEqualTo(1);
        assertThat(RowVersion.epoch(ahead, POSITION - 8, 1, "t")).isEqualTo(1);
        assertThatThrownBy(() -> RowVersion.epoch(ahead, POSITION - 8, null, "t"))
                .isInstanceOfSatisfying(
                        CliException.class, e -> assertThat(e.remedy()).contains("--epoch 1"));
        assertThatThrownBy(() -> RowVersion.epoch(ahead, POSITION - 8, 0, "t")).isInstanceOf(CliException.class);
    }
}
