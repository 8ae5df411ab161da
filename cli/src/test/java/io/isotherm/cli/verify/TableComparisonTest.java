package io.isotherm.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.table.TableId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableComparisonTest {
    @Test
    void aColumnThatPostgresDoesNotSendIsNotCalledEqual() {
        ReplicatedTable table = new ReplicatedTable(
                new TableId("shop", "public", "t"),
                TableSettings.DEFAULTS,
                List.of(),
                List.of(),
                List.of("slug"),
                null);

        assertThat(TableVerifier.comparison(table, Map.of(), Optional.empty(), false)
                        .reservations())
                .containsExactly("slug: is generated, so Postgres does not send it; not compared");
    }
}
