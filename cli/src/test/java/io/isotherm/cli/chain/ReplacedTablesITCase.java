package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.InTurn;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One command mends a table whose hot table can no longer hold what Postgres has. */
@Tag("long")
@InTurn
class ReplacedTablesITCase {
    private static final Pattern DROP = Pattern.compile("\\./isotherm sql --on clickhouse '(DROP TABLE .*)'");

    private static final String OUTGROWN = TestStack.own("outgrown");
    private static final String CODED = TestStack.own("coded");
    private static final String KEYED = TestStack.own("keyed");
    private static final String PERIODS = TestStack.own("periods");
    private static final String CALM = TestStack.own("calm");
    private static final LocalDate ARCHIVED_DAY = LocalDate.now(ZoneOffset.UTC).minusDays(20);

    private static TestStack stack;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.running();
        stack.execute(
                "CREATE TABLE " + OUTGROWN + " (id integer PRIMARY KEY, day date NOT NULL, note text)",
                "INSERT INTO " + OUTGROWN + " SELECT n, CASE WHEN n > 30 THEN current_date ELSE '" + ARCHIVED_DAY
                        + "' END, 'n' || n FROM generate_series(1, 60) n",
                "CREATE TABLE " + CODED + " (id integer PRIMARY KEY, code integer)",
                "INSERT INTO " + CODED + " SELECT n, n FROM generate_series(1, 50) n",
                "CREATE TABLE " + KEYED + " (a integer CONSTRAINT " + KEYED + "_key PRIMARY KEY, b integer NOT NULL)",
                "INSERT INTO " + KEYED + " SELECT n, n FROM generate_series(1, 50) n",
                "CREATE TABLE " + PERIODS + " (id integer PRIMARY KEY, day date NOT NULL)",
                "INSERT INTO " + PERIODS + " SELECT n, current_date - n FROM generate_series(1, 50) n",
                "CREATE TABLE " + CALM + " (id serial PRIMARY KEY)",
                "INSERT INTO " + CALM + " SELECT");
        stack.tables().add("public." + OUTGROWN + ": {partition_by: day, history: true}");
        stack.tables().add("public." + PERIODS + ": {partition_by: day}");
        stack.isotherm("apply");
        stack.isotherm("archive", "--day", ARCHIVED_DAY.toString(), "--table", OUTGROWN);
    }

    /** Partitioned tables stay: without their entries in tables.yaml their partitions would be wrong. */
    @AfterAll
    static void drop() throws Exception {
        stack.execute("DROP TABLE " + CODED + ", " + KEYED + ", " + CALM);
        stack.isotherm("apply");
    }

    @Test
    void tablesThatCannotHoldTheirSourceAreMadeAgain() throws Exception {
        outgrow();
        assertRefusalsNameTheRemedy();
        assertThat(stack.run("verify", "--table", OUTGROWN).exit()).isNotZero();
        assertThat(stack.run("resync", "--replace", "--delete-surplus", OUTGROWN)
                        .exit())
                .isEqualTo(2);

        String said = replaceUnderTraffic();

        Matcher drops = DROP.matcher(said);
        assertThat(drops.results()).hasSize(3);
        assertThat(said).containsPattern("DROP TABLE set_aside.`hot_ecommerce_" + CODED + "_\\d{8}T\\d{6}`'");
        for (String table : List.of(OUTGROWN, CODED, KEYED)) {
            assertThat(said).containsPattern(table + " has \\d+ dead letters; .*dlq replay --table " + topic(table));
        }
        stack.assertEqual();
        assertNothingTellsOfDaysInTheNewTable();
        stack.isotherm("dlq", "replay", "--table", topic(OUTGROWN));
        stack.isotherm("dlq", "replay");
        stack.assertEqual();
        assertThat(stack.isotherm("dlq", "list")).doesNotContain(OUTGROWN, CODED, KEYED);
        assertThat(stack.query("SELECT note FROM bronze.ecommerce_" + OUTGROWN + "_by_key(id = 3000000001)"))
                .isEqualTo("large\n");
        assertThat(stack.query("SELECT count() FROM bronze.ecommerce_" + OUTGROWN + "_as_of(at = now())"))
                .isEqualTo("60\n");

        stack.isotherm("archive", "--day", ARCHIVED_DAY.toString(), "--table", OUTGROWN);
        assertThat(stack.query("SELECT count() FROM cold.ecommerce_" + OUTGROWN + " WHERE _is_deleted = 0"))
                .isEqualTo("30\n");
        stack.assertEqual();
        drops.reset();
        while (drops.find()) {
            stack.isotherm("sql", "--on", "clickhouse", drops.group(1));
        }
    }

    private static void outgrow() throws SQLException {
        stack.execute(
                "ALTER TABLE " + OUTGROWN + " ALTER id TYPE bigint",
                "INSERT INTO " + OUTGROWN + " VALUES (3000000001, current_date, 'large'), (3000000002, '" + ARCHIVED_DAY
                        + "', 'large and late')",
                "UPDATE " + OUTGROWN + " SET note = 'late' WHERE id = 1",
                "DELETE FROM " + OUTGROWN + " WHERE id IN (2, 3, 59)",
                "INSERT INTO " + OUTGROWN + " VALUES (3000000003, '" + ARCHIVED_DAY + "', 'large and late too')",
                "ALTER TABLE " + CODED + " ALTER code TYPE text USING 'c' || code",
                "INSERT INTO " + CODED + " VALUES (51, 'a code')",
                "UPDATE " + CODED + " SET code = 'changed' WHERE id = 1",
                "ALTER TABLE " + KEYED + " DROP CONSTRAINT " + KEYED + "_key, ADD PRIMARY KEY (a, b)",
                "INSERT INTO " + KEYED + " VALUES (1, 2)",
                "DELETE FROM " + KEYED + " WHERE a = 5");
        // columns have other types, so the tables are compared, and what they cannot hold is missing
        StackCommands.Result wait = stack.run("wait", "--timeout", "240");
        assertThat(wait.exit()).as(wait.output()).isEqualTo(1);
        assertThat(wait.output()).contains("public." + OUTGROWN + " is incomplete");
    }

    private static void assertRefusalsNameTheRemedy() {
        String letters = stack.isotherm("dlq", "show", "--limit", "1000");
        String remedy = "; ./isotherm resync --replace public.";
        assertThat(letters)
                .contains(
                        "column 'id' of " + topic(OUTGROWN) + " is Int64 but hot.ecommerce_" + OUTGROWN + " has Int32"
                                + remedy + OUTGROWN,
                        "hot.ecommerce_" + OUTGROWN + "_history has Int32" + remedy + OUTGROWN,
                        "column 'code' of " + topic(CODED) + " is Nullable(String) but hot.ecommerce_" + CODED
                                + " has Nullable(Int32)" + remedy + CODED,
                        "the primary key of " + topic(KEYED) + " is (a,b) but hot.ecommerce_" + KEYED
                                + " is ordered by (a)" + remedy + KEYED)
                .doesNotContain("3000000001");
    }

    private static String replaceUnderTraffic() {
        AtomicBoolean ends = new AtomicBoolean();
        CompletableFuture<Void> traffic = CompletableFuture.runAsync(() -> {
            try {
                while (!ends.get()) {
                    stack.execute(
                            "INSERT INTO " + CALM + " SELECT",
                            "UPDATE " + OUTGROWN + " SET note = clock_timestamp() WHERE id IN (30, 60)");
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        try {
            return stack.isotherm("resync", "--replace", OUTGROWN, CODED, KEYED);
        } finally {
            ends.set(true);
            traffic.join();
        }
    }

    private static void assertNothingTellsOfDaysInTheNewTable() {
        for (String table : List.of("ops.archived_partitions", "ops.archive_log")) {
            assertThat(stack.query(
                            "SELECT count() FROM " + table + " WHERE `table` LIKE 'ecommerce\\_" + OUTGROWN + "%'"))
                    .isEqualTo("0\n");
        }
        assertThat(stack.query("SELECT count() > 0 FROM ops.archive_log WHERE `table` LIKE 'cold\\_ecommerce\\_"
                        + OUTGROWN + "\\_2%'"))
                .isEqualTo("1\n");
    }

    /** The job would make the table in the old form, so it is stopped meanwhile. */
    @Test
    void aTableWhosePartitionsAreToBeOthersIsMadeAgain() throws Exception {
        stack.tables().change(PERIODS, "partition_by: day", "partition_by: day, partition: month");
        StackCommands.Result apply = stack.run("apply");
        assertThat(apply.exit()).as(apply.output()).isEqualTo(1);
        assertThat(apply.output()).contains("./isotherm resync --replace public." + PERIODS);

        stack.isotherm("resync", "--replace", PERIODS);
        stack.isotherm("apply");
        assertThat(stack.query(
                        "SELECT partition_key FROM system.tables WHERE database IN ('hot', 'cold') AND name = 'ecommerce_"
                                + PERIODS + "'"))
                .isEqualTo("toYYYYMM(day)\ntoYYYYMM(day)\n");
        stack.assertEqual();
    }

    /** As after a run that was ended once the tables were away. */
    @Test
    void aTableThatIsGoneAlreadyIsReadOnly() {
        stack.query("DROP TABLE hot.ecommerce_" + CALM + " SYNC");
        String said = stack.isotherm("resync", "--replace", "--no-wait", CALM);
        assertThat(said)
                .contains("public." + CALM + " has no tables in hot and cold")
                .doesNotContain("DROP TABLE");
        stack.assertEqual();
    }

    private static String topic(String table) {
        return "ecommerce.public." + table;
    }
}
