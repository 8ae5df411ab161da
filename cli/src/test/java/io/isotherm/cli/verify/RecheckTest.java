package io.isotherm.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.arrival.Visibility;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.verify.Candidates.Candidate;
import io.isotherm.cli.verify.Difference.Kind;
import io.isotherm.cli.waiting.Deadline;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.table.TableId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What one key looks like, look for look: in Postgres at moments 1 and 3 of each round, in ClickHouse at moment 2. */
class RecheckTest {
    private static final String HASH = "00";
    private static final List<String> KEY = List.of("7");
    private static final KeyedRow NONE = null;

    private final List<Integer> rounds = new ArrayList<>();
    private Visibility visibility = Visibility.IMMEDIATE;

    @Test
    void aKeyThatIsEqualNowIsSettled() {
        Recheck.Outcome outcome = outcome(stored("v1"), postgres(row("x1", "a")), clickhouse(row("v2", "a")));

        assertThat(outcome.confirmed()).isEmpty();
        assertThat(outcome.unsettled()).isEmpty();
        assertThat(rounds).hasSize(1);
    }

    @Test
    void aRowThatNothingTouchedBetweenTheMomentsProvesADifference() {
        Recheck.Outcome outcome = outcome(stored("v1"), postgres(row("x1", "a")), clickhouse(row("v1", "b")));

        assertThat(outcome.confirmed()).extracting(Difference::kind).containsExactly(Kind.DIFFERENT);
        assertThat(outcome.confirmed().get(0).columns()).containsExactly("name");
        assertThat(outcome.confirmed().get(0).key()).isEqualTo(Map.of("id", "7"));
        assertThat(rounds).hasSize(1);
    }

    @Test
    void aRowThatClickHouseLacksIsMissing() {
        assertThat(outcome(List.of(), postgres(row("x1", "a")), clickhouse(NONE))
                        .confirmed())
                .extracting(Difference::kind)
                .containsExactly(Kind.MISSING);
    }

    @Test
    void theSameVersionOfARowThatPostgresDoesNotHaveIsSurplus() {
        Recheck.Outcome outcome = outcome(stored("v1"), postgres(NONE), clickhouse(row("v1", "a")));

        assertThat(outcome.confirmed()).extracting(Difference::kind).containsExactly(Kind.EXTRA);
        assertThat(outcome.confirmed().get(0).version()).isEqualTo("v1");
    }

    /** It may have been inserted and deleted again between the moments; the next round sees it gone. */
    @Test
    void anotherVersionOfSuchARowProvesNothing() {
        Recheck.Outcome outcome = outcome(stored("v1"), postgres(NONE), clickhouse(row("v2", "a"), NONE));

        assertThat(outcome.confirmed()).isEmpty();
        assertThat(outcome.unsettled()).isEmpty();
        assertThat(rounds).hasSize(2);
    }

    @Test
    void aRowThatChangesBetweenTheMomentsIsLookedAtAgain() {
        Recheck.Outcome outcome = outcome(
                stored("v1"),
                postgres(row("x1", "a"), row("x2", "b"), row("x2", "b")),
                clickhouse(row("v1", "z"), row("v2", "b")));

        assertThat(outcome.confirmed()).isEmpty();
        assertThat(outcome.unsettled()).isEmpty();
        assertThat(rounds).hasSize(2);
    }

    @Test
    void aRowThatChangesAllTheTimeIsNeitherEqualNorDifferent() {
        KeyedRow[] changing = new KeyedRow[20];
        Arrays.setAll(changing, n -> row("x" + n, "a" + n));

        Recheck.Outcome outcome = outcome(stored("v1"), postgres(changing), clickhouse(row("v1", "z")));

        assertThat(outcome.confirmed()).isEmpty();
        assertThat(outcome.unsettled()).extracting(Difference::kind).containsExactly(Kind.DIFFERENT);
        assertThat(rounds).hasSize(5);
    }

    @Test
    void whatCannotBeWaitedForIsNoProof() {
        CliException away = CliException.failed("the job does not run", "start it");
        visibility = timeout -> {
            throw away;
        };

        Recheck.Outcome outcome = outcome(List.of(), postgres(row("x1", "a")), clickhouse(NONE));

        assertThat(outcome.obstacle()).containsSame(away);
        assertThat(outcome.confirmed()).isEmpty();
        assertThat(outcome.unsettled()).extracting(Difference::kind).containsExactly(Kind.MISSING);
    }

    private Recheck.Outcome outcome(List<String> targetState, Recheck.LookUp source, Recheck.LookUp target) {
        TableComparison comparison = new TableComparison(
                new ReplicatedTable(
                        new TableId("shop", "public", "t"),
                        TableSettings.DEFAULTS,
                        List.of(),
                        List.of("id"),
                        List.of(),
                        null),
                List.of(column("name")),
                List.of(column("id")),
                Optional.empty(),
                false);
        return new Recheck(comparison, source, target, visibility, line -> rounds.add(rounds.size() + 1))
                .run(Map.of(HASH, new Candidate(KEY, targetState)), Deadline.in(Duration.ofMinutes(1)));
    }

    private static List<String> stored(String version) {
        return List.of(version);
    }

    private static ColumnComparison column(String name) {
        return new ColumnComparison(name, "", "", "", "", null, Optional.empty());
    }

    private static KeyedRow row(String version, String value) {
        return new KeyedRow(HASH, KEY, version, List.of(value), List.of());
    }

    private static Recheck.LookUp postgres(KeyedRow... looks) {
        return script(looks);
    }

    private static Recheck.LookUp clickhouse(KeyedRow... looks) {
        return script(looks);
    }

    /** One look after another, then always the last one. */
    private static Recheck.LookUp script(KeyedRow... looks) {
        List<KeyedRow> left = new ArrayList<>(Arrays.asList(looks));
        return keys -> {
            assertThat(keys).containsExactly(KEY);
            KeyedRow now = left.size() > 1 ? left.remove(0) : left.get(0);
            return now == null ? List.of() : List.of(now);
        };
    }
}
