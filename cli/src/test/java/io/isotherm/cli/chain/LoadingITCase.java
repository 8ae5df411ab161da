package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.InTurn;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Until a table's first read was compared with Postgres, no command says that all is well. */
@InTurn
class LoadingITCase {
    private static final int ROWS_OF_LARGE = 200_000;

    private static final String OVERFLOW = TestStack.own("overflow");
    private static final String SPANS = TestStack.own("spans");
    private static final String EMPTY = TestStack.own("empty");
    private static final String HIDDEN = TestStack.own("hidden");
    private static final String OPEN = TestStack.own("open");
    private static final String LARGE = TestStack.own("large");

    private static TestStack stack;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.running();
    }

    @Test
    void aReadThatWasSkippedIsNamedUntilItIsMended() throws Exception {
        stack.execute(
                // Debezium has infinity as a float8 only, and one with which the last key cannot be compared
                "CREATE TABLE " + OVERFLOW + " (k numeric PRIMARY KEY, n integer)",
                "INSERT INTO " + OVERFLOW + " SELECT n, n FROM generate_series(1, 2998) n",
                "INSERT INTO " + OVERFLOW + " VALUES (1e400, 2999), ('Infinity', 3000)",
                "CREATE TABLE " + SPANS + " (id integer PRIMARY KEY, span interval)",
                "INSERT INTO " + SPANS + " SELECT n, n * interval '1 day' FROM generate_series(1, 13) n",
                "INSERT INTO " + SPANS + " VALUES (14, '-2562047788:00:54.775807')",
                // Debezium skips the one behind the table that it gives up
                "CREATE TABLE " + EMPTY + " (id integer PRIMARY KEY)",
                "CREATE TABLE " + HIDDEN + " (id integer PRIMARY KEY, owner text)",
                "INSERT INTO " + HIDDEN + " SELECT n, 'nobody' FROM generate_series(1, 300) n",
                "ALTER TABLE " + HIDDEN + " ENABLE ROW LEVEL SECURITY",
                "CREATE TABLE " + OPEN + " (id integer PRIMARY KEY)",
                "INSERT INTO " + OPEN + " SELECT n FROM generate_series(1, 2500) n");
        try {
            StackCommands.Result apply = stack.run("apply");
            assertThat(apply.exit()).as(apply.output()).isEqualTo(1);
            assertThat(apply.output())
                    .containsPattern("public." + OVERFLOW + " is incomplete, because [\\d,]+ of 3,000 rows")
                    .containsPattern("public." + HIDDEN + " +left out +has row-level security.*CREATE POLICY")
                    .contains("public." + OPEN + " is loaded: 2,500 rows compared")
                    .contains("public." + SPANS + " is loaded: 14 rows compared");
            StackCommands.Result wait = stack.run("wait", "--timeout", "120");
            assertThat(wait.exit()).as(wait.output()).isEqualTo(1);
            assertThat(wait.output()).contains("public." + OVERFLOW);
            StackCommands.Result status = stack.run("status", "--tables");
            assertThat(status.exit()).as(status.output()).isEqualTo(1);
            assertThat(status.output())
                    .containsPattern("ecommerce_" + OVERFLOW + " .*incomplete")
                    .containsPattern("ecommerce_" + OPEN + " .*loaded");

            stack.execute("CREATE POLICY isotherm ON " + HIDDEN + " FOR SELECT TO debezium USING (true)");
            assertThat(stack.run("apply").output()).contains("public." + HIDDEN + " is loaded: 300 rows compared");
        } finally {
            stack.execute("DROP TABLE " + OVERFLOW + ", " + SPANS + ", " + EMPTY + ", " + HIDDEN + ", " + OPEN);
        }
        stack.isotherm("apply");
        stack.assertEqual();
        assertThat(stack.isotherm("status", "--tables"))
                .doesNotContain("incomplete")
                .doesNotContain("loading");
    }

    @Test
    void waitDoesNotAnswerBeforeALargeTableIsThere() throws Exception {
        stack.execute(
                "CREATE TABLE " + LARGE + " (id integer PRIMARY KEY, body text)",
                "INSERT INTO " + LARGE + " SELECT n, md5(n::text) FROM generate_series(1, " + ROWS_OF_LARGE + ") n");
        try {
            stack.isotherm("apply", "--no-wait");
            StackCommands.Result early = stack.run("status", "--tables");
            assertThat(early.exit()).as(early.output()).isEqualTo(1);
            assertThat(early.output()).containsPattern("ecommerce_" + LARGE + " .*loading");
            StackCommands.Result impatient = stack.run("wait", "--timeout", "1");
            assertThat(impatient.exit()).as(impatient.output()).isEqualTo(1);

            stack.isotherm("wait", "--timeout", "300");
            assertThat(stack.query("SELECT count() FROM hot.ecommerce_" + LARGE + " FINAL"))
                    .isEqualTo(ROWS_OF_LARGE + "\n");

            stack.query("DROP TABLE hot.ecommerce_" + LARGE + " SYNC");
            stack.execute("UPDATE " + LARGE + " SET body = 'changed' WHERE id = 1");
            StackCommands.Result lost = stack.run("wait", "--timeout", "240");
            assertThat(lost.exit()).as(lost.output()).isEqualTo(1);
            assertThat(lost.output()).contains("public." + LARGE + " is incomplete");

            stack.isotherm("resync", LARGE);
            assertThat(stack.query("SELECT count() FROM hot.ecommerce_" + LARGE + " FINAL"))
                    .isEqualTo(ROWS_OF_LARGE + "\n");
        } finally {
            stack.execute("DROP TABLE " + LARGE);
        }
        stack.isotherm("apply");
    }
}
