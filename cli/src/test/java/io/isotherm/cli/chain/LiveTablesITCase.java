package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.InTurn;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tables, partitions and types that come and go while all changes of the others are to arrive. */
@InTurn
@Tag("long")
class LiveTablesITCase {
    private static final String WIDENED = TestStack.own("widened_key");
    private static final String PARTED = TestStack.own("monthly");
    private static final String MADE_AGAIN = TestStack.own("other_key");
    private static final String LOADED_AGAIN = TestStack.own("loaded_again");
    private static final String TYPED = TestStack.own("typed");
    private static final String PASSING = TestStack.own("passing");

    private static TestStack stack;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.running();
        stack.execute(
                "CREATE TABLE " + WIDENED + " (id serial PRIMARY KEY, v text)",
                "INSERT INTO " + WIDENED + " (v) SELECT 'row ' || n FROM generate_series(1, 120) n",
                "CREATE TABLE " + PARTED
                        + " (id integer, at date, v text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)",
                month(1),
                month(3),
                // a partition may have its columns in another order, and has had one more
                "CREATE TABLE " + PARTED + "_2 (v text, gone integer, at date NOT NULL, id integer NOT NULL)",
                "ALTER TABLE " + PARTED + "_2 DROP COLUMN gone",
                attach(2),
                "CREATE TABLE " + PARTED + "_other PARTITION OF " + PARTED + " DEFAULT",
                "INSERT INTO " + PARTED + " SELECT n, date '2025-01-05' + 31 * (n % 3), 'first' FROM"
                        + " generate_series(1, 90) n",
                "CREATE TABLE " + MADE_AGAIN + " (id integer PRIMARY KEY, v text)",
                "INSERT INTO " + MADE_AGAIN + " SELECT n, 'first' FROM generate_series(1, 5) n",
                "CREATE TABLE " + LOADED_AGAIN + " (id integer PRIMARY KEY, balance integer)",
                "INSERT INTO " + LOADED_AGAIN + " SELECT n, 0 FROM generate_series(1, 2000) n",
                "CREATE TYPE " + TYPED + "_kind AS ENUM ('a', 'b')",
                "CREATE TABLE " + TYPED + " (id serial PRIMARY KEY, kind " + TYPED + "_kind, note text)",
                "INSERT INTO " + TYPED + " (kind) VALUES ('a')");
        stack.isotherm("apply");
    }

    @AfterAll
    static void drop() throws Exception {
        stack.execute(
                "DROP TABLE IF EXISTS "
                        + String.join(", ", WIDENED, PARTED, PARTED + "_1", MADE_AGAIN, LOADED_AGAIN, TYPED),
                "DROP FUNCTION IF EXISTS " + WIDENED + "_fill()",
                "DROP TYPE " + TYPED + "_kind");
        stack.isotherm("apply");
    }

    @Test
    void whatHasNoWordInTheLogIsNamed() throws Exception {
        quietChanges();
        stack.assertEqual();
        assertThat(stack.query("SELECT count(), count(kind) FROM hot.ecommerce_" + TYPED + " FINAL"))
                .isEqualTo("81\t81\n");
        assertThat(stack.query("SELECT balance FROM hot.ecommerce_" + LOADED_AGAIN + " FINAL WHERE id = 1"))
                .isEqualTo("1500\n");

        loudChanges();
        // the first comes before the job has seen the last change
        stack.run("wait", "--timeout", "240");
        StackCommands.Result wait = stack.run("wait", "--timeout", "240");
        assertThat(wait.exit()).as(wait.output()).isEqualTo(1);
        assertThat(wait.output())
                .contains("./isotherm resync --replace public." + WIDENED)
                .containsPattern("public." + PARTED + " is incomplete, because 29 of \\d+ rows are missing")
                .contains("./isotherm resync public." + PARTED)
                .containsPattern("./isotherm apply replicates .*" + LOADED_AGAIN + ".*" + PARTED + "_1.*" + MADE_AGAIN);
        assertThat(stack.query("SELECT count() FROM hot.ecommerce_" + PARTED + " FINAL WHERE v = 'on its own'"))
                .isEqualTo("0\n");

        StackCommands.Result apply = stack.run("apply");
        assertThat(apply.exit()).as(apply.output()).isEqualTo(1);
        assertThat(apply.output())
                .contains("public." + LOADED_AGAIN + " is incomplete, because 500 rows are in ClickHouse only")
                .contains("./isotherm resync --delete-surplus public." + LOADED_AGAIN)
                .contains("./isotherm resync --replace public." + MADE_AGAIN)
                .containsPattern("public." + PARTED + "_1 is loaded");
        stack.isotherm("resync", "--replace", WIDENED, MADE_AGAIN);
        stack.isotherm("resync", "--delete-surplus", PARTED, LOADED_AGAIN);
        stack.assertEqual();
    }

    /** All of them have words in the log. */
    private static void quietChanges() throws Exception {
        stack.execute(
                "ALTER TABLE " + WIDENED + " ADD COLUMN wide bigint",
                "CREATE FUNCTION " + WIDENED + "_fill() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN NEW.wide := NEW.id; RETURN NEW; END'",
                "CREATE TRIGGER fill BEFORE INSERT OR UPDATE ON " + WIDENED + " FOR EACH ROW EXECUTE FUNCTION "
                        + WIDENED + "_fill()",
                "INSERT INTO " + WIDENED + " (v) VALUES ('beside the filling')",
                "UPDATE " + WIDENED + " SET wide = id WHERE wide IS NULL",
                "CREATE UNIQUE INDEX " + WIDENED + "_wide ON " + WIDENED + " (wide)",
                // a row moves, one changes by its partition's name, one comes to a partition that is new
                "UPDATE " + PARTED + " SET at = '2025-02-06' WHERE id = 3",
                "UPDATE " + PARTED + "_2 SET v = 'by the partition' WHERE id = 1",
                "DELETE FROM " + PARTED + " WHERE id = 2",
                month(4),
                "INSERT INTO " + PARTED + " VALUES (91, '2025-04-02', 'new month'), (92, '2029-01-01', 'far')",
                "DO $$ BEGIN FOR i IN 1..1500 LOOP UPDATE " + LOADED_AGAIN
                        + " SET balance = balance + 1 WHERE id = 1; COMMIT; END LOOP; END $$");
        for (int i = 0; i < 40; i++) {
            stack.execute(typesThatComeAndGo());
        }
    }

    private static String[] typesThatComeAndGo() {
        return new String[] {
            "BEGIN; CREATE TYPE " + PASSING + "_enum AS ENUM ('x'); CREATE TABLE " + PASSING
                    + " (id integer PRIMARY KEY, e " + PASSING + "_enum); INSERT INTO " + PASSING
                    + " VALUES (1, 'x'); DROP TABLE " + PASSING + "; DROP TYPE " + PASSING + "_enum; COMMIT",
            "CREATE TYPE " + PASSING + "_enum AS ENUM ('one', 'two')",
            "ALTER TABLE " + TYPED + " ADD COLUMN e " + PASSING + "_enum",
            "INSERT INTO " + TYPED + " (kind, e) VALUES ('b', 'two')",
            "ALTER TABLE " + TYPED + " DROP COLUMN e",
            "DROP TYPE " + PASSING + "_enum",
            "CREATE TEMP TABLE " + PASSING + " AS SELECT generate_series(1, 50) AS n",
            "DROP TABLE " + PASSING,
            "CREATE DOMAIN " + PASSING + "_domain AS integer CHECK (VALUE > 0)",
            "CREATE TABLE " + PASSING + " (id " + PASSING + "_domain PRIMARY KEY)",
            "INSERT INTO " + PASSING + " VALUES (1)",
            "DROP TABLE " + PASSING,
            "DROP DOMAIN " + PASSING + "_domain",
            "INSERT INTO " + TYPED + " (kind, note) VALUES ('a', 'around')"
        };
    }

    /** What Postgres does here to rows that were there before is not in its log. */
    private static void loudChanges() throws Exception {
        stack.execute(Stream.of(
                        List.of(
                                "BEGIN",
                                "ALTER TABLE " + WIDENED + " ALTER COLUMN wide SET NOT NULL",
                                "ALTER TABLE " + WIDENED + " DROP CONSTRAINT " + WIDENED + "_pkey",
                                "ALTER TABLE " + WIDENED + " RENAME COLUMN id TO narrow",
                                "ALTER TABLE " + WIDENED + " RENAME COLUMN wide TO id",
                                "ALTER TABLE " + WIDENED + " ADD CONSTRAINT " + WIDENED
                                        + "_pkey PRIMARY KEY USING INDEX " + WIDENED + "_wide",
                                "DROP TRIGGER fill ON " + WIDENED,
                                "ALTER TABLE " + WIDENED
                                        + " ALTER COLUMN narrow DROP NOT NULL, ALTER COLUMN narrow DROP DEFAULT",
                                "COMMIT",
                                "INSERT INTO " + WIDENED + " (id, v) VALUES (5000000000, 'wide')",
                                "UPDATE " + WIDENED + " SET v = 'changed since' WHERE id = 1",
                                "DELETE FROM " + WIDENED + " WHERE id = 2"),
                        List.of(
                                "ALTER TABLE " + PARTED + " DETACH PARTITION " + PARTED + "_1",
                                "UPDATE " + PARTED + "_1 SET v = 'on its own'",
                                "TRUNCATE " + PARTED + "_3",
                                "DROP TABLE " + PARTED + "_4",
                                "CREATE TABLE " + PARTED + "_5 (LIKE " + PARTED + " INCLUDING ALL)",
                                "INSERT INTO " + PARTED + "_5 SELECT n, '2025-05-09', 'attached' FROM"
                                        + " generate_series(201, 230) n",
                                attach(5),
                                "UPDATE " + PARTED + " SET v = 'attached, changed' WHERE id = 201"),
                        List.of(
                                "DROP TABLE " + MADE_AGAIN,
                                "CREATE TABLE " + MADE_AGAIN + " (id text PRIMARY KEY, v integer, w text)",
                                "INSERT INTO " + MADE_AGAIN + " VALUES ('a', 1, 'other')"),
                        List.of(
                                "DROP TABLE " + LOADED_AGAIN,
                                "CREATE TABLE " + LOADED_AGAIN + " (id integer PRIMARY KEY, balance integer)",
                                "INSERT INTO " + LOADED_AGAIN + " SELECT n, 0 FROM generate_series(1, 1500) n",
                                "UPDATE " + LOADED_AGAIN + " SET balance = 7 WHERE id % 2 = 0"))
                .flatMap(List::stream)
                .toArray(String[]::new));
    }

    private static String month(int number) {
        return "CREATE TABLE " + PARTED + "_" + number + " PARTITION OF " + PARTED + range(number);
    }

    private static String attach(int number) {
        return "ALTER TABLE " + PARTED + " ATTACH PARTITION " + PARTED + "_" + number + range(number);
    }

    private static String range(int month) {
        return " FOR VALUES FROM ('2025-0" + month + "-01') TO ('2025-0" + (month + 1) + "-01')";
    }
}
