package io.isotherm.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableOverviewTest {
    @ParameterizedTest
    @CsvSource({"20260131, 2026-01-31", "202601, 2026-01", "'', ''", "other, other"})
    void partitionsAreDates(String partition, String date) {
        assertThat(TableOverview.date(partition)).isEqualTo(date);
    }
}
