package io.isotherm.cli.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.config.SyncSettings;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.schema.PostgresColumn;
import io.isotherm.job.table.EpochUnit;
import io.isotherm.job.table.TableId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WatermarkTest {
    /** 2000-01-02T00:00:01.000003Z. */
    private static final long TIME = (946_684_800L + 86_401) * 1_000_000 + 3;

    private static Watermark of(String type, EpochUnit unit) {
        PostgresColumn column = new PostgresColumn("at", type, type, false, -1, false, null);
        return Watermark.of(new SyncedTable(
                new TableId("shop", "public", "t"),
                TableSettings.DEFAULTS,
                Optional.of(new SyncSettings("at", Duration.ofMinutes(15), unit)),
                1,
                List.of(column),
                List.of("id"),
                List.of(),
                true,
                true,
                0));
    }

    @Test
    void aTimeCountsAsPostgresCountsIt() {
        assertThat(of("timestamptz", null).ofTime(TIME)).isEqualTo(86_401_000_003L);
        assertThat(of("date", null).ofTime(TIME)).isEqualTo(1);
        assertThat(of("int8", EpochUnit.US).ofTime(TIME)).isEqualTo(TIME);
        assertThat(of("int8", EpochUnit.MS).ofTime(TIME)).isEqualTo(TIME / 1000);
        assertThat(of("int4", EpochUnit.S).ofTime(TIME)).isEqualTo(TIME / 1_000_000);
    }

    @Test
    void looksBackInItsOwnMeasureAndADateAWholeDayAtLeast() {
        assertThat(of("timestamp", null).lookBack()).isEqualTo(900_000_000);
        assertThat(of("date", null).lookBack()).isEqualTo(1);
        assertThat(of("int8", EpochUnit.MS).lookBack()).isEqualTo(900_000);
    }
}
