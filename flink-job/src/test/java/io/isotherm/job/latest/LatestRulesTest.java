package io.isotherm.job.latest;

import static io.isotherm.job.latest.Change.LEFT_OUT;
import static io.isotherm.job.latest.Change.delete;
import static io.isotherm.job.latest.Change.deleteOf;
import static io.isotherm.job.latest.Change.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.model.TableCounts.Kind;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One case per line of the table in {@link LatestRules}. */
class LatestRulesTest {
    private static final TestTable VERSIONS = TestTable.versions();
    private static final TestTable PARTITIONS = TestTable.partitions();
    private static final TestTable NULLABLE = TestTable.nullablePartitions();
    private static final TestTable ROWS = TestTable.rows();
    private static final TestTable BOTH = TestTable.rowsWithPartitions();

    /**
     * @param line of the table in the Javadoc
     * @param earlier changes that made the key's state
     * @param out rows that go on because of {@code change}
     * @param state what is stored afterwards
     */
    record Case(
            String line,
            TestTable table,
            List<Change> earlier,
            Change change,
            List<Change> out,
            Counts counts,
            String state) {
        @Override
        public String toString() {
            return line;
        }
    }

    record Counts(long stale, long derived, long deadLettered) {}

    private static final Counts NONE = new Counts(0, 0, 0);
    private static final Counts STALE = new Counts(1, 0, 0);
    private static final Counts DERIVED = new Counts(0, 1, 0);
    private static final Counts DEAD = new Counts(0, 0, 1);

    private static Change buried(Change old, long version) {
        return new Change(old.key(), version, version - 1, true, false, old.day(), old.note(), old.total());
    }

    private static Change tombstone(Change row, long version) {
        return deleteOf(row.key(), version, row.day(), row.note(), row.total());
    }

    private static Change keyOnly(long version, Integer day) {
        return new Change(1, version, version, true, true, day, null, 0);
    }

    static Stream<Case> cases() {
        Change v5 = upsert(1, 5, 100, "five", 5);
        Change v9 = upsert(1, 9, 100, "nine", 9);
        Change moved9 = upsert(1, 9, 101, "nine", 9);
        Change partial9 = upsert(1, 9, 100, LEFT_OUT, 9);
        Change filled9 = upsert(1, 9, 100, "five", 9);
        Change null5 = upsert(1, 5, null, "five", 5);
        Change plain5 = upsert(1, 5, null, "five", 5);
        Change plain9 = upsert(1, 9, null, "nine", 9);
        return Stream.of(
                one("1 older than stored", VERSIONS, List.of(plain9), plain5, List.of(), STALE, "live 9"),
                one("1 same version again", VERSIONS, List.of(plain9), plain9, List.of(), STALE, "live 9"),
                one("1 delete older than stored", BOTH, List.of(v9), delete(1, 5), List.of(), STALE, "live 9 d100 row"),
                one(
                        "1 upsert older than the delete",
                        BOTH,
                        List.of(v5, delete(1, 9)),
                        v5.at(8, 8),
                        List.of(),
                        STALE,
                        "deleted 9 d100"),
                one("2 new key", VERSIONS, List.of(), plain5, List.of(plain5), NONE, "live 5"),
                one("2 new key, partition stored", PARTITIONS, List.of(), v5, List.of(v5), NONE, "live 5 d100"),
                one("2 new key, row stored", ROWS, List.of(), plain5, List.of(plain5), NONE, "live 5 row"),
                one("2 update in its partition", BOTH, List.of(v5), v9, List.of(v9), NONE, "live 9 d100 row"),
                one(
                        "2 insert after delete, elsewhere",
                        PARTITIONS,
                        List.of(v5, delete(1, 7)),
                        moved9,
                        List.of(moved9),
                        NONE,
                        "live 9 d101"),
                one(
                        "2 insert after a delete of unknown partition",
                        PARTITIONS,
                        List.of(delete(1, 7)),
                        moved9,
                        List.of(moved9),
                        NONE,
                        "live 9 d101"),
                one(
                        "3 moved, partition stored",
                        PARTITIONS,
                        List.of(v5),
                        moved9,
                        List.of(moved9, buried(moved9.withDay(100), 9)),
                        DERIVED,
                        "live 9 d101"),
                one(
                        "3 moved, row stored",
                        BOTH,
                        List.of(v5),
                        moved9,
                        List.of(moved9, buried(v5, 9)),
                        DERIVED,
                        "live 9 d101 row"),
                one(
                        "3 moved from NULL",
                        NULLABLE,
                        List.of(null5),
                        moved9,
                        List.of(moved9, buried(moved9.withDay(null), 9)),
                        DERIVED,
                        "live 9 d101"),
                one(
                        "3 moved to NULL",
                        NULLABLE,
                        List.of(v5),
                        moved9.withDay(null),
                        List.of(moved9.withDay(null), buried(moved9.withDay(100), 9)),
                        DERIVED,
                        "live 9 null"),
                one("4 filled", BOTH, List.of(v5), partial9, List.of(filled9), NONE, "live 9 d100 row"),
                one(
                        "4 filled and moved",
                        BOTH,
                        List.of(v5),
                        partial9.withDay(101),
                        List.of(filled9.withDay(101), buried(v5, 9)),
                        DERIVED,
                        "live 9 d101 row"),
                one("5 left out, no state", BOTH, List.of(), partial9, List.of(), DEAD, "none"),
                one(
                        "5 left out, after delete",
                        BOTH,
                        List.of(v5, delete(1, 7)),
                        partial9,
                        List.of(),
                        DEAD,
                        "deleted 7 d100"),
                one(
                        "5 left out, stored NULL",
                        BOTH,
                        List.of(upsert(1, 5, 100, null, 5)),
                        partial9,
                        List.of(),
                        DEAD,
                        "live 5 d100"),
                one("5 left out, rows not kept", PARTITIONS, List.of(v5), partial9, List.of(), DEAD, "live 5 d100"),
                one(
                        "6 delete, row stored",
                        BOTH,
                        List.of(v5),
                        delete(1, 9),
                        List.of(tombstone(v5, 9)),
                        NONE,
                        "deleted 9 d100"),
                one(
                        "6 delete, row stored, no partitions",
                        ROWS,
                        List.of(plain5),
                        delete(1, 9),
                        List.of(tombstone(plain5, 9)),
                        NONE,
                        "deleted 9"),
                one(
                        "7 delete, partition stored",
                        PARTITIONS,
                        List.of(v5),
                        delete(1, 9),
                        List.of(keyOnly(9, 100)),
                        NONE,
                        "deleted 9 d100"),
                one(
                        "7 delete, NULL partition stored",
                        NULLABLE,
                        List.of(null5),
                        delete(1, 9),
                        List.of(keyOnly(9, null)),
                        NONE,
                        "deleted 9 null"),
                one(
                        "7 delete again",
                        BOTH,
                        List.of(v5, delete(1, 7)),
                        delete(1, 9),
                        List.of(keyOnly(9, 100)),
                        NONE,
                        "deleted 9 d100"),
                one(
                        "8 delete, nothing stored of it",
                        PARTITIONS,
                        List.of(),
                        delete(1, 9),
                        List.of(keyOnly(9, 0)),
                        NONE,
                        "deleted 9"),
                one(
                        "8 delete, version stored",
                        VERSIONS,
                        List.of(plain5),
                        delete(1, 9),
                        List.of(keyOnly(9, null)),
                        NONE,
                        "deleted 9"),
                one(
                        "9 whole delete",
                        BOTH,
                        List.of(v5),
                        tombstone(v5, 9),
                        List.of(tombstone(v5, 9)),
                        NONE,
                        "deleted 9 d100"),
                one(
                        "9 whole delete elsewhere",
                        BOTH,
                        List.of(v5),
                        tombstone(moved9, 9),
                        List.of(tombstone(moved9, 9), buried(v5, 9)),
                        DERIVED,
                        "deleted 9 d101"));
    }

    private static Case one(
            String line,
            TestTable table,
            List<Change> earlier,
            Change change,
            List<Change> out,
            Counts counts,
            String state) {
        return new Case(line, table, earlier, change, out, counts, state);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void settlesAsTheTableSays(Case c) {
        Stage stage = new Stage(Stage.DAILY);
        c.earlier().forEach(change -> stage.settle(c.table(), change));
        assertThat(stage.letters).isEmpty();
        stage.out.clear();

        stage.settle(c.table(), c.change());

        assertThat(stage.out)
                .containsExactlyElementsOf(
                        c.out().stream().map(row -> row.in(c.table())).toList());
        assertThat(new Counts(stage.count(Kind.STALE), stage.count(Kind.DERIVED), stage.count(Kind.DEAD_LETTERED)))
                .isEqualTo(c.counts());
        assertThat(stage.letters).hasSize((int) c.counts().deadLettered());
        assertThat(describe(stage.stored(c.table(), 1))).isEqualTo(c.state());
    }

    private static String describe(StoredEntry entry) {
        if (entry == null) {
            return "none";
        }
        long version = entry.versionHigh() << 16 | entry.versionLow() >>> 48;
        String partition =
                switch (entry.partitionKind()) {
                    case EntryFormat.PARTITION_NULL -> " null";
                    case EntryFormat.PARTITION_DAYS -> " d" + entry.partitionValue();
                    case EntryFormat.PARTITION_MICROS -> " d" + entry.partitionValue() / Change.MICROS_PER_DAY;
                    default -> "";
                };
        return (entry.isDeleted() ? "deleted " : "live ")
                + (version & 0xffffff)
                + partition
                + (entry.hasRow() ? " row" : "");
    }
}
