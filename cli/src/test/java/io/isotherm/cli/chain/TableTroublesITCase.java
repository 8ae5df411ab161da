package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.InTurn;
import java.util.regex.Pattern;
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

    private static TestStack stack;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.running();
    }

    @Test
    void tablesThatCannotBeReplicatedAreNamedAndAllOthersAre() throws Exception {
        stack.execute(
                // its name is what this is about, so a run that was killed may have left it
                "DROP DOMAIN IF EXISTS \"Name\" CASCADE",
                "CREATE DOMAIN \"Name\" AS varchar(50)",
                "CREATE TABLE " + PERSONS + " (id integer PRIMARY KEY, first \"Name\", tags text[], spot point)",
                "CREATE TABLE " + KEYLESS + " (version integer)",
                "INSERT INTO " + KEYLESS + " VALUES (1)",
                "CREATE TABLE " + FINE + " (id integer PRIMARY KEY)",
                "INSERT INTO " + FINE + " VALUES (1), (2)");
        try {
            TestStack.Result apply = stack.run("apply");
            assertThat(apply.exit()).as(apply.output()).isEqualTo(1);
            assertNamed(apply.output());
            assertThat(apply.output())
                    .contains("public." + FINE + " is loaded: 2 rows compared", "2 tables are not replicated");
            // what is not published can be changed without a key
            stack.execute("UPDATE " + KEYLESS + " SET version = 2");

            TestStack.Result status = stack.run("status");
            assertThat(status.exit()).as(status.output()).isEqualTo(1);
            assertThat(status.output())
                    .contains("ecommerce_" + KEYLESS + " is left out, because it has no primary key")
                    .containsPattern("ecommerce_" + PERSONS + " is left out, because .*tags.*spot");
            TestStack.Result doctor = stack.run("doctor");
            assertThat(doctor.exit()).as(doctor.output()).isEqualTo(1);
            assertThat(doctor.output())
                    .containsPattern("fail +ecommerce.public." + KEYLESS + " +it has no primary key");
            // neither is waited for, and neither is compared
            stack.assertEqual();
        } finally {
            stack.execute("DROP TABLE " + PERSONS + ", " + KEYLESS + ", " + FINE, "DROP DOMAIN \"Name\"");
        }
        stack.isotherm("apply");
    }

    private static void assertNamed(String output) {
        assertThat(output)
                .containsPattern("public." + KEYLESS + " +left out +has no primary key +give it one")
                .containsPattern("public." + PERSONS + " +first +left out +has the type .*Name.* +exclude: .first.")
                .containsPattern("public." + PERSONS + " +tags +left out +has the type text\\[\\].* +exclude: .tags.")
                .containsPattern("public." + PERSONS + " +spot +left out +has the type point.* +exclude: .spot.");
    }

    @Test
    void aColumnThatComesLaterIsTheTroubleOfItsTableAlone() throws Exception {
        stack.execute(
                "CREATE TABLE " + TAGGED + " (id integer PRIMARY KEY, name text)",
                "INSERT INTO " + TAGGED + " SELECT n, 'n' || n FROM generate_series(1, 50) n");
        try {
            stack.isotherm("apply");
            long before = stack.deadLetters();
            stack.execute(
                    "ALTER TABLE " + TAGGED + " ADD COLUMN tags text[] NOT NULL DEFAULT '{}', ADD COLUMN spot point",
                    "INSERT INTO " + TAGGED + " VALUES (51, 'with tags', '{a,b}', '(1,2)')",
                    "UPDATE " + TAGGED + " SET name = 'changed' WHERE id <= 10",
                    "DELETE FROM " + TAGGED + " WHERE id = 20");
            stack.isotherm("wait", "--timeout", "120");
            assertThat(stack.deadLetters()).isGreaterThan(before);

            TestStack.Result apply = stack.run("apply");
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

            stack.configure("public." + TAGGED + ": {exclude: [tags, spot]}");
            stack.isotherm("apply");
            stack.isotherm("dlq", "replay");
            stack.isotherm("wait", "--timeout", "120");
            stack.isotherm("verify", "--table", TAGGED);
            assertThat(stack.isotherm("dlq", "list")).doesNotContain(TAGGED);
        } finally {
            stack.reconfigure("(?m)^ +- public\\." + TAGGED + ".*\n", "");
            stack.execute("DROP TABLE " + TAGGED);
        }
        stack.isotherm("apply");
    }
}
