package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.InTurn;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What rows from before show in a column that is added, for which Postgres writes nothing to its log. */
@InTurn
class AddedColumnsITCase {
    private static final String ADDED = TestStack.own("added");
    private static final String REWRITTEN = TestStack.own("rewritten");
    private static final String QUIET = TestStack.own("quiet");
    private static final LocalDate ARCHIVED_DAY = LocalDate.now(ZoneOffset.UTC).minusDays(20);

    private static TestStack stack;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.running();
        stack.execute(
                "CREATE TYPE " + ADDED + "_level AS ENUM ('low', 'it''s high')",
                "CREATE DOMAIN " + ADDED + "_percent AS integer DEFAULT 50",
                "CREATE TABLE " + ADDED + " (id integer PRIMARY KEY, day date NOT NULL)",
                "INSERT INTO " + ADDED + " SELECT n, CASE WHEN n > 3 THEN current_date ELSE '" + ARCHIVED_DAY
                        + "' END FROM generate_series(1, 6) n",
                "CREATE TABLE " + REWRITTEN + " (id integer PRIMARY KEY, v integer)",
                "INSERT INTO " + REWRITTEN + " SELECT n, n FROM generate_series(1, 50) n",
                "CREATE TABLE " + QUIET + " (id integer PRIMARY KEY)",
                "INSERT INTO " + QUIET + " SELECT n FROM generate_series(1, 20) n");
        stack.tables().add("public." + ADDED + ": {partition_by: day, history: true}");
        stack.isotherm("apply");
    }

    /** The archived table stays: without its entry in tables.yaml its partitions would be wrong. */
    @AfterAll
    static void drop() throws Exception {
        stack.execute("DROP TABLE " + REWRITTEN + ", " + QUIET);
        stack.isotherm("apply");
    }

    /**
     * They showed what Debezium reads from the text of the default: a for 'a' || 'b', nothing for bytes, NaN and now().
     */
    @Test
    void columnsThatAreAddedShowInOlderRowsWhatPostgresShows() throws Exception {
        String alter = "ALTER TABLE " + ADDED + " ADD COLUMN ";
        stack.isotherm("wait");
        stack.isotherm("archive", "--day", ARCHIVED_DAY.toString(), "--table", ADDED);
        stack.execute(
                alter + "a text DEFAULT 'a' || 'b'",
                alter + "b text DEFAULT current_user",
                alter + "c text NOT NULL DEFAULT upper('x')",
                alter + "d text DEFAULT E'it''s \\\\ \"q\"\\n'",
                alter + "e text DEFAULT repeat('long ', 1000)",
                alter + "f " + ADDED + "_level DEFAULT 'it''s high'",
                alter + "g " + ADDED + "_percent",
                alter + "h bytea DEFAULT '\\xDEADBEEF'",
                alter + "i float8 DEFAULT 'NaN'",
                alter + "j float4 NOT NULL DEFAULT '-Infinity'",
                alter + "k numeric DEFAULT 'NaN'",
                alter + "l numeric(12, 4) DEFAULT -1.5",
                alter + "m numeric(5, -2) DEFAULT 1234",
                alter + "n inet DEFAULT '10.0.0.1/8'",
                alter + "o timestamptz NOT NULL DEFAULT now()",
                alter + "p date DEFAULT current_date",
                alter + "q time DEFAULT '24:00'",
                alter + "r timetz DEFAULT '12:00:00.5+05:30'",
                alter + "s interval DEFAULT '-1 mon 2 days -00:00:01.5'",
                "INSERT INTO " + ADDED + " VALUES (7, current_date)");
        Connector connector = new Connector(stack);
        connector.stop();
        stack.execute(
                alter + "t bit(3) DEFAULT B'101', ADD COLUMN t1 bit(1) DEFAULT B'1'",
                alter + "u jsonb DEFAULT '{\"a\": [1, \"x''y\"]}'",
                alter + "v uuid DEFAULT 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
                alter + "w money DEFAULT 12.3, ADD COLUMN w1 char(5) DEFAULT 'ab', ADD COLUMN w2 bigint DEFAULT -7",
                alter + "x integer NOT NULL DEFAULT (1 + 2) * 3, ADD COLUMN x1 boolean DEFAULT (NOT false)",
                "ALTER TABLE " + ADDED + " ALTER x SET DEFAULT 10",
                alter + "y integer",
                "ALTER TABLE " + ADDED + " ALTER y SET DEFAULT 5",
                "BEGIN; " + alter + "z integer DEFAULT 1; UPDATE " + ADDED + " SET z = 2 WHERE id = 4; " + alter
                        + "z1 integer NOT NULL DEFAULT 3; COMMIT",
                "INSERT INTO " + ADDED + " VALUES (8, current_date)",
                "ALTER TABLE " + ADDED + " ALTER z1 DROP DEFAULT");
        connector.resume();

        stack.assertEqual();
        assertThat(stack.query(
                        "SELECT DISTINCT id, a, hex(h), x, y FROM bronze.ecommerce_" + ADDED + "_history WHERE id = 1"))
                .isEqualTo("1\tab\tDEADBEEF\t9\t\\N\n");
    }

    /** Postgres tells of its columns with a change of a row. wait answered 0, and verify named every row. */
    @Test
    void aColumnIsNamedThatNoChangeHasBrought() throws Exception {
        stack.isotherm("wait");
        stack.execute("ALTER TABLE " + QUIET + " ADD COLUMN made_at timestamptz NOT NULL DEFAULT now()");

        StackCommands.Result wait = stack.run("wait", "--timeout", "120");
        assertThat(wait.exit()).as(wait.output()).isEqualTo(1);
        assertThat(wait.output())
                .contains("public." + QUIET + " is incomplete, because 20 of 20 rows differ:"
                        + " ClickHouse does not have made_at yet, which comes with the table's next change")
                .contains("./isotherm resync public." + QUIET + " reads the table again, and brings it now");

        stack.isotherm("resync", QUIET);
        stack.assertEqual();
    }

    /**
     * Postgres rewrites such a table and writes nothing of that to its log: older rows showed 0 and the zero UUID, or
     * NULL.
     */
    @Test
    void aTableIsNamedWhoseOlderRowsHaveValuesThatNoChangeTells() throws Exception {
        stack.execute(
                "ALTER TABLE " + REWRITTEN + " ADD COLUMN seq bigserial, ADD COLUMN uid uuid DEFAULT gen_random_uuid()",
                "INSERT INTO " + REWRITTEN + " VALUES (51, 51)");

        // the first comes before the job has seen the change, or finds what the second finds
        stack.run("wait", "--timeout", "120");
        StackCommands.Result wait = stack.run("wait", "--timeout", "120");
        assertThat(wait.exit()).as(wait.output()).isEqualTo(1);
        assertThat(wait.output())
                .contains("public." + REWRITTEN + " is incomplete, because 50 of 51 rows differ")
                .contains("./isotherm resync public." + REWRITTEN + " reads the table again");

        stack.isotherm("resync", REWRITTEN);
        stack.assertEqual();
        assertThat(stack.run("status", "--tables").output()).containsPattern("ecommerce_" + REWRITTEN + " +loaded");
    }
}
