package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Until a table's first read was compared with Postgres, no command says that all is well. */
class LoadingITCase {
    private static final int LARGE = 200_000;

    private static TestStack stack;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.running();
    }

    @Test
    void aReadThatWasSkippedIsNamedUntilItIsMended() throws Exception {
        stack.execute(
                "CREATE TABLE by_time (at timestamptz PRIMARY KEY, n integer)",
                "INSERT INTO by_time SELECT '2026-01-01'::timestamptz + n * interval '7 min', n FROM generate_series(1, 3000) n",
                "CREATE TABLE spans (id integer PRIMARY KEY, span interval)",
                "INSERT INTO spans SELECT n, n * interval '1 day' FROM generate_series(1, 13) n",
                "INSERT INTO spans VALUES (14, '-2562047788:00:54.775807')",
                "CREATE TABLE hidden (id integer PRIMARY KEY, owner text)",
                "INSERT INTO hidden SELECT n, 'nobody' FROM generate_series(1, 300) n",
                "ALTER TABLE hidden ENABLE ROW LEVEL SECURITY",
                "CREATE TABLE open (id integer PRIMARY KEY)",
                "INSERT INTO open SELECT n FROM generate_series(1, 2500) n");
        try {
            TestStack.Result apply = stack.run("apply");
            assertThat(apply.exit()).as(apply.output()).isEqualTo(1);
            assertThat(apply.output())
                    .containsPattern("public.by_time is incomplete, because [\\d,]+ of 3,000 rows")
                    .containsPattern("public.spans is incomplete, because [\\d,]+ of 14 rows")
                    .containsPattern(
                            "public.hidden is incomplete, because 300 of 300 rows are missing.*row-level security")
                    .contains("public.open is loaded: 2,500 rows compared");
            TestStack.Result wait = stack.run("wait", "--timeout", "120");
            assertThat(wait.exit()).as(wait.output()).isEqualTo(1);
            assertThat(wait.output()).contains("public.by_time", "public.spans", "public.hidden");
            TestStack.Result status = stack.run("status");
            assertThat(status.exit()).as(status.output()).isEqualTo(1);
            assertThat(status.output())
                    .containsPattern("ecommerce_by_time .*incomplete")
                    .containsPattern("ecommerce_open .*loaded");

            stack.execute("ALTER ROLE debezium BYPASSRLS");
            TestStack.Result resync = stack.run("resync", "hidden");
            assertThat(resync.exit()).as(resync.output()).isZero();
        } finally {
            stack.execute("ALTER ROLE debezium NOBYPASSRLS", "DROP TABLE by_time, spans, hidden, open");
        }
        stack.isotherm("apply");
        stack.assertEqual();
        assertThat(stack.isotherm("status")).doesNotContain("incomplete").doesNotContain("loading");
    }

    @Test
    void waitDoesNotAnswerBeforeALargeTableIsThere() throws Exception {
        stack.execute(
                "CREATE TABLE large (id integer PRIMARY KEY, body text)",
                "INSERT INTO large SELECT n, md5(n::text) FROM generate_series(1, " + LARGE + ") n");
        try {
            stack.isotherm("apply", "--no-wait");
            TestStack.Result early = stack.run("status", "--tables");
            assertThat(early.exit()).as(early.output()).isEqualTo(1);
            assertThat(early.output()).containsPattern("ecommerce_large .*loading");
            TestStack.Result impatient = stack.run("wait", "--timeout", "1");
            assertThat(impatient.exit()).as(impatient.output()).isEqualTo(1);

            stack.isotherm("wait", "--timeout", "300");
            assertThat(stack.query("SELECT count() FROM hot.ecommerce_large FINAL"))
                    .isEqualTo(LARGE + "\n");

            stack.query("DROP TABLE hot.ecommerce_large SYNC");
            stack.execute("UPDATE large SET body = 'changed' WHERE id = 1");
            TestStack.Result lost = stack.run("wait", "--timeout", "240");
            assertThat(lost.exit()).as(lost.output()).isEqualTo(1);
            assertThat(lost.output()).contains("public.large is incomplete");

            stack.isotherm("resync", "large");
            assertThat(stack.query("SELECT count() FROM hot.ecommerce_large FINAL"))
                    .isEqualTo(LARGE + "\n");
        } finally {
            stack.execute("DROP TABLE large");
        }
        stack.isotherm("apply");
    }
}
