package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.InTurn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code exclude} and {@code hash} name does not leave the source, whatever it is called later. */
@InTurn
class PrivateColumnsITCase {
    private static final String PEOPLE = TestStack.own("withheld_people");

    private static TestStack stack;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.running();
    }

    @AfterAll
    static void forgetTables() {
        stack.isotherm("apply");
    }

    /**
     * Renamed, the first stopped the connector with all its tables, whatever tables.yaml said then; the second left it.
     */
    @Test
    void aPrivateColumnThatIsRenamedStopsItsTableAloneAndStays() throws Exception {
        String topic = "ecommerce.public." + PEOPLE;
        stack.execute(
                "CREATE TABLE " + PEOPLE + " (id integer PRIMARY KEY, name text, email text, secret text)",
                "INSERT INTO " + PEOPLE + " VALUES (1, 'a', 'PLANTED-1', 'PLANTED-2')");
        stack.tables().add("public." + PEOPLE + ": {hash: [email], exclude: [secret]}");
        try {
            stack.isotherm("apply");
            stack.execute(
                    "ALTER TABLE " + PEOPLE + " RENAME email TO mail",
                    "INSERT INTO " + PEOPLE + " VALUES (2, 'b', 'PLANTED-3', 'PLANTED-4')");
            stack.isotherm("wait", "--timeout", "120");
            stack.execute(
                    "ALTER TABLE " + PEOPLE + " RENAME mail TO email",
                    "ALTER TABLE " + PEOPLE + " RENAME secret TO hidden",
                    "UPDATE " + PEOPLE + " SET hidden = 'PLANTED-5' WHERE id = 2");
            stack.isotherm("wait", "--timeout", "120");

            assertThat(stack.isotherm("dlq", "list")).containsPattern(PEOPLE + " SCHEMA_INCOMPATIBLE +2 ");
            assertThat(stack.run("status").output())
                    .containsPattern("ecommerce_" + PEOPLE + " is left out, because column secret is not there")
                    .doesNotContain("does not run");
            stack.isotherm("verify", "--table", "orders");
            assertThat(TopicBytes.of(stack, topic)).hasSize(3).noneMatch(value -> value.contains("PLANTED"));

            stack.tables().change(PEOPLE, "exclude: \\[secret]", "exclude: [hidden]");
            stack.isotherm("apply");
            stack.isotherm("resync", PEOPLE);
            stack.assertEqual();

            // its name is that of another column by now, which nobody asked to be private
            stack.execute(
                    "BEGIN; ALTER TABLE " + PEOPLE + " RENAME hidden TO was_hidden; ALTER TABLE " + PEOPLE
                            + " ADD hidden text; COMMIT",
                    "UPDATE " + PEOPLE + " SET was_hidden = 'PLANTED-6' WHERE id = 1");
            assertThat(stack.run("wait", "--timeout", "120").output())
                    .contains(PEOPLE + " is incomplete, because 2 of 2 rows differ");
            stack.run("apply");
            stack.execute("UPDATE " + PEOPLE + " SET was_hidden = 'PLANTED-7' WHERE id = 2");
            stack.run("wait", "--timeout", "120");
            assertThat(stack.isotherm("dlq", "list")).containsPattern(PEOPLE + " SCHEMA_INCOMPATIBLE +4 ");
            stack.tables().change(PEOPLE, "exclude: \\[hidden]", "exclude: [hidden, was_hidden]");
            stack.isotherm("apply");
            stack.isotherm("resync", PEOPLE);
            stack.assertEqual();
            assertThat(TopicBytes.of(stack, topic)).noneMatch(value -> value.contains("PLANTED"));
        } finally {
            stack.tables().remove(PEOPLE);
            stack.execute("DROP TABLE " + PEOPLE);
        }
    }
}
