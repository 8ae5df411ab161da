package io.isotherm.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SourceOverviewTest {
    @Test
    void aSourceThatIsWellHasNoAlert() {
        assertThat(lines(new SourceOverview("shop", 7, 7, 0L, 40L, 0L, 0L, "", "success 2026-10-30T00:07:12Z")))
                .isEmpty();
        assertThat(lines(new SourceOverview("shop", 7, 7, null, null, null, 0L, "", null)))
                .as("a batch source that no watch looks at, without Airflow")
                .isEmpty();
    }

    @Test
    void whateverIsRedHasALineWithItsRunbook() {
        assertThat(lines(new SourceOverview("shop", 7, 5, 3L, 0L, 2L, 11L, "", "failed 2026-10-30T00:07:12Z")))
                .containsExactly(
                        "shop: 2 of 7 tables may lack rows  -> docs/operations.md#a-table-may-lack-rows",
                        "shop: 2 open differences  -> docs/operations.md#the-two-sides-differ",
                        "shop: 11 dead letters  -> docs/operations.md#there-are-dead-letters",
                        "shop: the last daily run has failed  -> docs/operations.md#the-daily-run-has-failed");
    }

    @Test
    void lettersThatAreTooManyToCountAreOneToo() {
        assertThat(lines(new SourceOverview("shop", 7, 7, 0L, 0L, 0L, null, "", "")))
                .containsExactly("shop: over 20000 dead letters  -> docs/operations.md#there-are-dead-letters");
    }

    private static List<String> lines(SourceOverview source) {
        return source.alerts().stream().map(Alert::line).toList();
    }
}
