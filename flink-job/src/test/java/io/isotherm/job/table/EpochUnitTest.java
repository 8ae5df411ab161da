package io.isotherm.job.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpochUnitTest {
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    @ParameterizedTest
    @CsvSource({
        "S, 0, 1970-01-01",
        "S, -1, 1969-12-31",
        "S, 2147483647, 2038-01-19",
        "MS, 1700092799999, 2023-11-15",
        "MS, 1700092800000, 2023-11-16",
        "MS, -86400001, 1969-12-30",
        "US, -1, 1969-12-31",
        "US, 1700092799999999, 2023-11-15"
    })
    void aNumberIsOnADay(EpochUnit unit, long value, LocalDate day) {
        assertThat(LocalDate.ofEpochDay(Math.floorDiv(unit.toMicros(value), MICROS_PER_DAY)))
                .isEqualTo(day);
        assertThat(unit.ofMicros(unit.toMicros(value))).isEqualTo(value);
        assertThat(value).isBetween(day.toEpochDay() * unit.perDay(), (day.toEpochDay() + 1) * unit.perDay() - 1);
    }

    @Test
    void aFractionIsOfTheNumberBefore() {
        assertThat(EpochUnit.MS.ofMicros(-1)).isEqualTo(-1);
        assertThat(EpochUnit.S.ofMicros(999_999)).isZero();
    }

    @Test
    void anEndlessNumberDoesNotWrapAround() {
        for (EpochUnit unit : EpochUnit.values()) {
            assertThat(unit.toMicros(Long.MAX_VALUE)).isGreaterThan(9_000_000_000_000_000_000L);
            assertThat(unit.toMicros(Long.MIN_VALUE)).isLessThan(-9_000_000_000_000_000_000L);
        }
    }
}
