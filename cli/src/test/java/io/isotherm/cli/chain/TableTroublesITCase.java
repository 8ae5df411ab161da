package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.InTurn;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What one table has, that cannot be replicated, is named, and stops no other table. */
@InTurn
class TableTroublesITCase {
    private static final Pattern RUNNING_JOB = Pattern.compile("isotherm +RUNNING");

    private static final String FINE = TestStack.own("fine");
    private static final String KEYLESS = TestStack.own("keyless");
    private static final String PERSONS = TestStack.own("persons");
    private static final String TAGGED = TestStack.own("tagged");
    private static final String SPACED = TestStack.own("order lines");
    private static final String DIGITS = TestStack.own("2019");
    private static final String CASES = TestStack.own("cases");
    private static final String FOLDED = TestStack.own("folded");
    private static final String NUMBERS = TestStack.own("numbers");
    private static final String NO_LABELS = TestStack.own("no_labels");
    private static final String STRICT = TestStack.own("strict");
    private static final String RENAMED = TestStack.own("renamed");

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static TestStack stack;
    private static Connector connector;
    private static StackProcesses processes;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.running();
        connector = new Connector(stack);
        processes = new StackProcesses(stack);
    }

    /** Of the last of its tables: each test begins with an apply, which forgets those of the test before. */
    @AfterAll
    static void forgetTables() {
        stack.isotherm("apply");
    }

    @Test
    void tablesThatCannotBeReplicatedAreNamedAndAllOthersAre() throws Exception {
        stack.execute(
                // its name is what this is about, so a run that was killed may have left it
                "DROP DOMAIN IF EXISTS \"Name\" CASCADE",
                "CREATE DOMAIN \"Name\" AS varchar(50)",
                "CREATE TABLE " + PERSONS
                        + " (id integer, first \"Name\", tags text[], spot point, PRIMARY KEY (id, tags))",
                "CREATE TABLE " + KEYLESS + " (version integer)",
                "INSERT INTO " + KEYLESS + " VALUES (1)",
                "CREATE TABLE " + FINE + " (id integer PRIMARY KEY)",
                "INSERT INTO " + FINE + " VALUES (1), (2)");
        try {
            StackCommands.Result apply = stack.run("apply");
            assertThat(apply.exit()).as(apply.output()).isEqualTo(1);
            assertNamed(apply.output());
            assertThat(apply.output())
                    .contains("public." + FINE + " is loaded: 2 rows compared", "2 tables are not replicated");
            // what is not published can be changed without a key
            stack.execute("UPDATE " + KEYLESS + " SET version = 2");

            StackCommands.Result status = stack.run("status");
            assertThat(status.exit()).as(status.output()).isEqualTo(1);
            assertThat(status.output())
                    .contains("ecommerce_" + KEYLESS + " is left out, because it has no primary key")
                    .containsPattern("ecommerce_" + PERSONS + " is left out, because .*tags");
            StackCommands.Result doctor = stack.run("doctor");
            assertThat(doctor.exit()).as(doctor.output()).isEqualTo(1);
            assertThat(doctor.output())
                    .containsPattern("fail +ecommerce.public." + KEYLESS + " +it has no primary key");
            // neither is waited for, and neither is compared
            stack.assertEqual();
        } finally {
            stack.execute("DROP TABLE " + PERSONS + ", " + KEYLESS + ", " + FINE, "DROP DOMAIN \"Name\"");
        }
    }

    private static void assertNamed(String output) {
        assertThat(output)
                .containsPattern("public." + KEYLESS + " +left out +has no primary key +give it one")
                .containsPattern("public." + PERSONS + " +tags +left out +has the type text\\[\\].* +skip: ")
                .doesNotContainPattern("public." + PERSONS + " +(first|spot) ");
    }

    /** Each of these used to stop the connector with all its tables. */
    @Test
    void namesAndDefaultsStopNoOtherTable() throws Exception {
        stack.execute(
                "CREATE TABLE \"" + SPACED + "\" (id integer PRIMARY KEY)",
                "CREATE TABLE \"" + DIGITS + "\" (id integer PRIMARY KEY)",
                "CREATE TABLE " + CASES + " (id integer PRIMARY KEY, name text, \"Name\" text)",
                "CREATE TABLE " + FOLDED + " (id integer PRIMARY KEY, \"имя\" text, \"год\" text)",
                "CREATE TYPE " + NO_LABELS + " AS ENUM ()",
                "CREATE TABLE " + NUMBERS + " (id integer PRIMARY KEY, a float8 DEFAULT 'NaN', b real NOT NULL DEFAULT"
                        + " '-Infinity')",
                "INSERT INTO " + NUMBERS + " VALUES (1, NULL, 1), (2, 2.5, 'NaN')",
                "INSERT INTO " + NUMBERS + " (id) VALUES (3)");
        try {
            StackCommands.Result apply = stack.run("apply");
            assertThat(apply.exit()).as(apply.output()).isEqualTo(1);
            assertThat(apply.output())
                    .containsPattern("public." + SPACED + " +left out +has the name '" + SPACED)
                    .containsPattern("public." + DIGITS + " +left out +has the name '" + DIGITS)
                    .containsPattern("public." + CASES + " +Name +left out +differs from column name by capitals")
                    .containsPattern("public." + FOLDED + " +год +left out +and column имя would both be ___ in Avro")
                    .contains("public." + NUMBERS + " is loaded: 3 rows compared");

            // and those that come to a table that runs
            stack.execute(
                    "ALTER TABLE " + NUMBERS + " ADD COLUMN c float8 DEFAULT 'Infinity'",
                    "INSERT INTO " + NUMBERS + " VALUES (4, 1, 1, 1)",
                    "UPDATE " + NUMBERS + " SET a = 'NaN'");
            stack.isotherm("wait", "--timeout", "120");
            stack.isotherm("verify", "--table", NUMBERS);
            connector.stop();
            connector.resume();
            stack.isotherm("verify", "--table", "orders");
        } finally {
            stack.execute(
                    "DROP TABLE \"" + SPACED + "\", \"" + DIGITS + "\", " + CASES + ", " + FOLDED + ", " + NUMBERS,
                    "DROP TYPE " + NO_LABELS);
        }
    }

    @Test
    void aTableWhoseColumnsBecomeOneLaterIsTakenOutAndAllOthersGoOn() throws Exception {
        stack.execute("CREATE TABLE " + RENAMED + " (id integer PRIMARY KEY, \"имя\" text)");
        try {
            stack.isotherm("apply");
            stack.execute(
                    "ALTER TABLE " + RENAMED + " ADD COLUMN \"год\" text",
                    "INSERT INTO " + RENAMED + " VALUES (1, 'a', 'b')");
            await().atMost(PATIENCE)
                    .until(() -> stack.run("status").output().contains("connector isotherm-ecommerce does not run"));
            assertThat(stack.run("status").output())
                    .containsPattern("ecommerce_" + RENAMED + " is left out, because column год and column имя");

            Process watch = processes.begin("watch", "--pace", "1");
            try {
                await().atMost(PATIENCE).until(() -> processes
                        .outputOf(watch)
                        .contains("public." + RENAMED + " had stopped the connector of ecommerce"));
            } finally {
                processes.kill(watch);
            }
            assertThat(stack.run("status").output())
                    .doesNotContain("connector isotherm-ecommerce does not run")
                    .containsPattern("ecommerce_" + RENAMED + " is left out, because column год and column имя");
            stack.assertEqual();
            StackCommands.Result apply = stack.run("apply");
            assertThat(apply.exit()).as(apply.output()).isEqualTo(1);
            assertThat(apply.output())
                    .contains("connector isotherm-ecommerce runs with ", ", unchanged")
                    .containsPattern("public." + RENAMED + " +год +left out");
        } finally {
            stack.execute("DROP TABLE " + RENAMED);
        }
    }

    @Test
    void aColumnThatComesLaterIsTheTroubleOfItsTableAlone() throws Exception {
        stack.execute(
                "CREATE TABLE " + TAGGED + " (id integer PRIMARY KEY, name text)",
                "INSERT INTO " + TAGGED + " SELECT n, 'n' || n FROM generate_series(1, 50) n");
        try {
            stack.tables().add("public." + TAGGED + ": {on_unsupported: report}");
            stack.isotherm("apply");
            long before = stack.deadLetters();
            stack.execute(
                    // neither is compatible with the schema before, as Avro has it
                    "ALTER TABLE " + TAGGED + " ALTER COLUMN name SET NOT NULL,"
                            + " ADD COLUMN tags text[] NOT NULL DEFAULT '{}', ADD COLUMN spot point",
                    "INSERT INTO " + TAGGED + " VALUES (51, 'with tags', '{a,b}', '(1,2)')",
                    "UPDATE " + TAGGED + " SET name = 'changed' WHERE id <= 10",
                    "DELETE FROM " + TAGGED + " WHERE id = 20");
            StackCommands.Result wait = stack.run("wait", "--timeout", "120");
            assertThat(wait.exit()).as(wait.output()).isEqualTo(1);
            assertThat(wait.output())
                    .contains(
                            "public." + TAGGED + " is incomplete",
                            "does not have tags, spot yet",
                            "./isotherm dlq list");
            assertThat(stack.deadLetters()).isGreaterThan(before);

            StackCommands.Result apply = stack.run("apply");
            assertThat(apply.exit()).as(apply.output()).isEqualTo(1);
            assertThat(apply.output())
                    .containsPattern("public." + TAGGED + " +tags +changes go to the dead letters +has the type text")
                    .containsPattern("public." + TAGGED + " +spot +changes go to the dead letters +has the type point");
            assertThat(stack.run("status").output())
                    .containsPattern("ecommerce_" + TAGGED + " is incomplete, because column tags.*column spot");
            // the job starts again beside such a table
            stack.isotherm("job", "restart");
            assertThat(stack.isotherm("job", "list")).containsPattern(RUNNING_JOB);
            stack.isotherm("verify", "--table", "orders");

            stack.tables().change(TAGGED, "on_unsupported: report", "on_unsupported: text");
            // until its changes are replayed
            assertThat(stack.run("apply").output()).contains("public." + TAGGED + " is incomplete");
            stack.isotherm("dlq", "replay");
            // the default of rows from before is not in the log
            stack.isotherm("resync", TAGGED);
            stack.isotherm("wait", "--timeout", "120");
            stack.isotherm("verify", "--table", TAGGED);
            assertThat(stack.isotherm("dlq", "list")).doesNotContain(TAGGED);
        } finally {
            stack.tables().remove(TAGGED);
            stack.execute("DROP TABLE " + TAGGED);
        }
    }

    /** It ended the job, and with it all other tables. */
    @Test
    void aTableThatIsToStayAsItIsWaitsAloneForADecision() throws Exception {
        stack.execute(
                "CREATE TABLE " + STRICT + " (id integer PRIMARY KEY)", "INSERT INTO " + STRICT + " VALUES (1), (2)");
        stack.tables().add("public." + STRICT + ": {on_schema_change: fail}");
        try {
            stack.isotherm("apply");
            stack.execute(
                    "ALTER TABLE " + STRICT + " ADD COLUMN extra text",
                    "UPDATE " + STRICT + " SET extra = 'x' WHERE id = 1",
                    "DELETE FROM " + STRICT + " WHERE id = 2");

            StackCommands.Result wait = stack.run("wait", "--timeout", "120");
            assertThat(wait.exit()).as(wait.output()).isEqualTo(1);
            assertThat(wait.output())
                    .contains(
                            "public." + STRICT + " is incomplete",
                            "on_schema_change is 'fail'; hot does not have extra Nullable(String)",
                            "./isotherm resync --delete-surplus public." + STRICT);
            assertThat(stack.run("status").output())
                    .containsPattern("ecommerce_" + STRICT + " is incomplete, because .*on_schema_change is 'fail'");
            assertThat(stack.isotherm("dlq", "list")).containsPattern(STRICT + " SCHEMA_INCOMPATIBLE +2 ");
            assertThat(stack.isotherm("job", "list")).containsPattern(RUNNING_JOB);
            stack.isotherm("verify", "--table", "orders");

            stack.isotherm(
                    "sql",
                    "--on",
                    "clickhouse",
                    "ALTER TABLE hot.ecommerce_" + STRICT + " ADD COLUMN extra Nullable(String) AFTER id");
            stack.isotherm("resync", "--delete-surplus", STRICT);
            stack.assertEqual();
        } finally {
            stack.tables().remove(STRICT);
            stack.execute("DROP TABLE " + STRICT);
        }
    }
}
