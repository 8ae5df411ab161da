package io.isotherm.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.verify.Difference.Kind;
import io.isotherm.cli.verify.TableResult;
import io.isotherm.cli.verify.TableResult.Status;
import io.isotherm.job.table.TableId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final SourceRelation VISITS =
            new SourceRelation(new TableId("shop", "public", "visits"), 1, 1, false, true, "");

    @Test
    void surplusAloneDoesNotKeepATableFromBeingLoaded() {
        assertThat(verdict(different(Map.of(Kind.EXTRA, 3L), 0)).isLoaded()).isTrue();
    }

    @Test
    void surplusThatWasNotLookedAtWholeSaysWhyTheTableIsIncomplete() {
        TableResult result = different(Map.of(Kind.EXTRA, 10_000L), 1_234);

        assertThat(Verdict.onlySurplus(result)).isFalse();
        assertThat(Verdict.onlySurplusSeen(result)).isTrue();
        assertThat(verdict(result).sentence())
                .isEqualTo("public.visits is incomplete, because 10,000 rows are in ClickHouse only"
                        + " and 1,234 more keys seem to differ and were not looked at again");
    }

    @Test
    void missingAndDifferentRowsAreCounted() {
        assertThat(verdict(different(Map.of(Kind.MISSING, 2L, Kind.DIFFERENT, 1L, Kind.EXTRA, 1L), 0))
                        .sentence())
                .isEqualTo("public.visits is incomplete, because 2 of 50 rows are missing and 1 of 50 rows differ"
                        + " and 1 rows are in ClickHouse only");
    }

    /** A plain resync brought the same rows to the same refusal, again and again. */
    @Test
    void aTableThatCannotHoldItsRowsIsToBeMadeAnew() {
        TableLoad load = Verdict.of(
                        VISITS,
                        different(Map.of(Kind.MISSING, 2L), 0),
                        List.of(),
                        Optional.empty(),
                        () -> Optional.of(Refusal.ofType("v", "Bool", "String")))
                .orElseThrow();

        assertThat(load.because())
                .isEqualTo("2 of 50 rows are missing: hot cannot hold its column v, which was Bool and is String now");
        assertThat(load.remedy()).startsWith("./isotherm resync --replace public.visits ");
    }

    /** The job ended of it, and with it all other tables. */
    @Test
    void aTableThatIsToStayAsItIsNamesWhatSomebodyHasToDecide() {
        TableLoad load = Verdict.of(
                        VISITS,
                        different(Map.of(Kind.MISSING, 2L), 0),
                        List.of("extra"),
                        Optional.empty(),
                        () -> Optional.of(Refusal.ofPolicy(List.of("extra String"))))
                .orElseThrow();

        assertThat(load.because())
                .isEqualTo("2 of 50 rows are missing: its schema has changed and on_schema_change is 'fail'; hot does"
                        + " not have extra String");
        assertThat(load.remedy())
                .contains("alter hot.shop_visits", "evolve", "./isotherm resync --delete-surplus public.visits");
    }

    /** wait said nothing, and verify named every row. */
    @Test
    void aColumnThatHasNotComeYetIsNamed() {
        TableLoad load = Verdict.of(
                        VISITS,
                        different(Map.of(Kind.DIFFERENT, 50L), 0),
                        List.of("seen_at"),
                        Optional.empty(),
                        Optional::empty)
                .orElseThrow();

        assertThat(load.because())
                .isEqualTo(
                        "50 of 50 rows differ: ClickHouse does not have seen_at yet, which comes with the table's next"
                                + " change that is no dead letter");
        assertThat(load.remedy()).startsWith("./isotherm resync public.visits ");
    }

    private static TableLoad verdict(TableResult result) {
        return Verdict.of(VISITS, result, List.of(), Optional.empty(), Optional::empty)
                .orElseThrow();
    }

    private static TableResult different(Map<Kind, Long> counts, long unchecked) {
        return new TableResult(
                VISITS.id(),
                "hot.shop_visits",
                Status.DIFFERENT,
                50,
                50,
                counts,
                List.of(),
                List.of(),
                0,
                unchecked,
                List.of(),
                null,
                Duration.ZERO);
    }
}
