package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.InTurn;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tables that Postgres makes easily, and that would go wrong without an error. */
@InTurn
class TableTraitsITCase {
    private static final String DEFERRED = TestStack.own("deferred");
    private static final String COMPUTED = TestStack.own("computed");
    private static final String BY_INDEX = TestStack.own("by_index");
    private static final String PARTED = TestStack.own("parted");
    private static final String PAY = TestStack.own("pay");
    private static final String CARD = TestStack.own("pay_card");
    private static final String DERIVED = TestStack.own("derived");
    private static final String ZEROS = TestStack.own("zeros");
    private static final String SCALES = TestStack.own("scales");
    private static final String DECLARED = TestStack.own("declared");
    private static final String IDENTIFIED = TestStack.own("identified");
    private static final String CHANGED = TestStack.own("changed");
    private static final String ODD = TestStack.own("odd");
    private static final String CACHE = TestStack.own("cache");
    private static final String HIDDEN = TestStack.own("hiding");
    private static final String LITERAL = TestStack.own("literal");
    private static final List<String> UNNAMED = List.of(DEFERRED, COMPUTED, BY_INDEX, PARTED);

    private static TestStack stack;
    private static StackCommands.Result apply;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.running();
        stack.execute(
                "CREATE TABLE " + DEFERRED + " (id integer PRIMARY KEY DEFERRABLE, v integer)",
                "CREATE TABLE " + COMPUTED + " (id integer PRIMARY KEY, v integer, twice integer"
                        + " GENERATED ALWAYS AS (v * 2) STORED)",
                "ALTER TABLE " + COMPUTED + " REPLICA IDENTITY FULL",
                "CREATE TABLE " + BY_INDEX + " (id integer PRIMARY KEY, v integer NOT NULL UNIQUE)",
                "ALTER TABLE " + BY_INDEX + " REPLICA IDENTITY USING INDEX " + BY_INDEX + "_v_key",
                "CREATE TABLE " + PARTED + " (id integer PRIMARY KEY, v integer) PARTITION BY RANGE (id)",
                "CREATE TABLE " + PARTED + "_1 PARTITION OF " + PARTED + " DEFAULT",
                "ALTER TABLE " + PARTED + "_1 REPLICA IDENTITY NOTHING",
                "CREATE TABLE " + PAY + " (id integer PRIMARY KEY, amount numeric(8, 2))",
                "CREATE TABLE " + CARD + " (brand text, PRIMARY KEY (id)) INHERITS (" + PAY + ")",
                "INSERT INTO " + PAY + " VALUES (1, 1.00)",
                "INSERT INTO " + CARD + " VALUES (1, 99.00, 'a')",
                "CREATE TABLE " + DERIVED + " (id integer, note text, PRIMARY KEY (id) INCLUDE (note), name text,"
                        + " upper text GENERATED ALWAYS AS (upper(name)) STORED,"
                        + " words tsvector GENERATED ALWAYS AS (to_tsvector('simple', name)) STORED,"
                        + " lower text GENERATED ALWAYS AS (lower(name)) VIRTUAL)",
                "INSERT INTO " + DERIVED + " (id, name) VALUES (1, 'Ann')",
                "CREATE TABLE " + ZEROS
                        + " (id integer, at float8, share real, v integer, PRIMARY KEY (id, at, share))",
                "INSERT INTO " + ZEROS + " SELECT n, 0, 0, 1 FROM generate_series(1, 200) n",
                "CREATE TABLE " + SCALES + " (id integer, n numeric, span interval, tags jsonb, v integer,"
                        + " PRIMARY KEY (id, n, span, tags))",
                "INSERT INTO " + SCALES + " SELECT n, 1.0, '1 day', '[1.0]', 1 FROM generate_series(1, 200) n",
                "CREATE TABLE " + DECLARED + " (region text NOT NULL, code integer NOT NULL, body text, v integer)",
                "CREATE UNIQUE INDEX " + DECLARED + "_key ON " + DECLARED + " (code, region)",
                // more than three of the chunks in which a new table is read
                "INSERT INTO " + DECLARED + " SELECT 'r' || n % 7, n / 7, CASE WHEN n % 100 = 0 THEN"
                        + " (SELECT string_agg(md5(n || '.' || i), '') FROM generate_series(1, 300) i) END, n"
                        + " FROM generate_series(1, 4000) n",
                "CREATE TABLE " + IDENTIFIED + " (v integer NOT NULL UNIQUE, k uuid NOT NULL UNIQUE)",
                "ALTER TABLE " + IDENTIFIED + " REPLICA IDENTITY USING INDEX " + IDENTIFIED + "_k_key",
                "INSERT INTO " + IDENTIFIED + " SELECT n, gen_random_uuid() FROM generate_series(1, 9) n",
                "CREATE TABLE " + CHANGED + " (id integer PRIMARY KEY, uid uuid NOT NULL UNIQUE DEFAULT"
                        + " gen_random_uuid(), v text)",
                "INSERT INTO " + CHANGED + " (id, v) SELECT n, 'v' || n FROM generate_series(0, 9) n",
                "CREATE TABLE " + ODD + " (id integer PRIMARY KEY DEFERRABLE, \"sub code\" integer NOT NULL UNIQUE)",
                "INSERT INTO " + ODD + " VALUES (1, 1), (2, 2), (3, 3)",
                "CREATE UNLOGGED TABLE " + CACHE + " (id integer PRIMARY KEY)",
                "CREATE DOMAIN public.pg_lsn AS text",
                "CREATE DOMAIN public.jsonpath AS jsonpath",
                "CREATE TABLE " + HIDDEN + " (id integer PRIMARY KEY, v public.pg_lsn, p public.jsonpath, l pg_lsn,"
                        + " a public.pg_lsn[])");
        stack.execute(
                "CREATE TABLE " + LITERAL + " (id integer PRIMARY KEY, t text, b bytea, h text, far text)",
                "ALTER TABLE " + LITERAL + " ALTER COLUMN far SET STORAGE EXTERNAL",
                "INSERT INTO " + LITERAL
                        + " SELECT n, m, m::bytea, m, repeat('far', 3000) FROM generate_series(1, 4) n,"
                        + " (VALUES ('__debezium_unavailable_value')) v(m)");
        stack.tables().add("public." + LITERAL + ": {hash: [h]}");
        stack.tables().add("public." + DERIVED + ": {hash: [upper], exclude: [note]}");
        stack.tables().add("public." + ODD + ": {key: [sub code]}");
        apply = stack.run("apply");
    }

    @AfterAll
    static void drop() throws Exception {
        for (String table : List.of(LITERAL, DERIVED, DECLARED, ODD)) {
            stack.tables().remove(table);
        }
        stack.execute("DROP TABLE " + String.join(", ", UNNAMED) + ", "
                + String.join(
                        ", ",
                        CARD,
                        PAY,
                        DERIVED,
                        ZEROS,
                        SCALES,
                        DECLARED,
                        IDENTIFIED,
                        CHANGED,
                        ODD,
                        CACHE,
                        HIDDEN,
                        LITERAL));
        stack.execute("DROP DOMAIN public.pg_lsn, public.jsonpath");
        stack.isotherm("apply");
    }

    /** Published, most could not be changed in the source; a DELETE in the third would delete row 0. */
    @Test
    void tablesWhoseChangesDoNotNameTheirRowAreLeftOutAndStayWritable() throws Exception {
        assertThat(apply.exit()).as(apply.output()).isEqualTo(1);
        assertThat(apply.output())
                .containsPattern("public." + DEFERRED + " +left out +has a deferrable primary key")
                .containsPattern("public." + COMPUTED + " +left out +has REPLICA IDENTITY FULL with generated column")
                .containsPattern("public." + BY_INDEX + " +left out +has a replica identity by an index without key")
                .containsPattern("public." + PARTED + " +left out +has REPLICA IDENTITY NOTHING in partition");
        for (String table : UNNAMED) {
            stack.execute(
                    "INSERT INTO " + table + " (id, v) VALUES (0, 0), (1, 1), (9, 9)",
                    "UPDATE " + table + " SET v = v + 10",
                    "DELETE FROM " + table + " WHERE id = 1");
        }

        stack.execute(
                "CREATE UNIQUE INDEX " + DEFERRED + "_now ON " + DEFERRED + " (id)",
                "ALTER TABLE " + DEFERRED + " REPLICA IDENTITY USING INDEX " + DEFERRED + "_now",
                "ALTER TABLE " + COMPUTED + " REPLICA IDENTITY DEFAULT",
                "ALTER TABLE " + BY_INDEX + " REPLICA IDENTITY DEFAULT",
                "ALTER TABLE " + PARTED + "_1 REPLICA IDENTITY DEFAULT");
        StackCommands.Result mended = stack.run("apply");
        for (String table : UNNAMED) {
            assertThat(mended.output()).contains("public." + table + " is loaded");
            stack.execute(
                    "UPDATE " + table + " SET v = v + 10",
                    "DELETE FROM " + table + " WHERE id = 9",
                    "UPDATE " + table + " SET id = 5 WHERE id = 0");
        }
        stack.assertEqual();
    }

    /** The parent showed the amount of its child; generated columns were nowhere, and no word was said. */
    @Test
    void tablesWhoseRowsOrColumnsPostgresDoesNotSendAreNamed() throws Exception {
        assertThat(apply.output())
                .containsPattern("public." + PAY + " +left out +would take the rows of public." + CARD)
                .contains("public." + CARD + " is loaded", "public." + DERIVED + " is loaded")
                .containsPattern("public." + DERIVED + " +upper +not replicated +is generated")
                .containsPattern("public." + DERIVED + " +words +not replicated +is generated");
        assertThat(stack.run("status").output())
                .contains("ecommerce.public." + DERIVED + ": column lower is generated");
        stack.execute(
                "UPDATE " + PAY + " SET amount = amount + 1",
                "UPDATE " + DERIVED + " SET name = 'Bob'",
                "INSERT INTO " + DERIVED + " (id, name) VALUES (2, 'Cid')");
        stack.assertEqual();
        assertThat(stack.isotherm("verify", "--table", DERIVED)).contains(DERIVED + ".lower: is generated");
        assertThat(stack.query("SELECT * EXCEPT (_version, _is_deleted, _committed_at, _ingested_at) FROM"
                        + " hot.ecommerce_" + DERIVED + " FINAL ORDER BY id"))
                .isEqualTo("1\tBob\n2\tCid\n");
    }

    /** No word was said of the first; the connector failed with all tables at a value of the second. */
    @Test
    void whatPostgresDoesNotLogAndTypesThatOthersHideAreNamed() {
        assertThat(apply.output())
                .containsPattern("public." + CACHE + " +left out +is unlogged.*ALTER TABLE .*" + CACHE + ". SET LOGGED")
                .containsPattern("public." + HIDDEN + " +v +left out +has the type public.pg_lsn, and Debezium takes it"
                        + " for another one of that name +ALTER TYPE public.pg_lsn RENAME")
                .doesNotContainPattern("public." + HIDDEN + " +[pla] ");
    }

    /** Rows whose key went from 0 to -0 were gone by chance: delete and create have one position in the WAL. */
    @Test
    void keysThatAreEqualAndNotTheSameKeepTheirRow() throws Exception {
        stack.execute(
                "UPDATE " + ZEROS + " SET at = '-0', share = '-0'",
                "UPDATE " + ZEROS + " SET at = 0, v = 2 WHERE id > 100",
                "DELETE FROM " + ZEROS + " WHERE id % 50 = 0",
                "UPDATE " + SCALES + " SET n = 1.00, span = '24:00', tags = '[1.00]'",
                "UPDATE " + SCALES + " SET n = 1, v = 2 WHERE id > 100",
                "DELETE FROM " + SCALES + " WHERE id % 50 = 0");
        stack.assertEqual();
        for (String table : List.of(ZEROS, SCALES)) {
            assertThat(stack.query("SELECT count() FROM hot.ecommerce_" + table + " FINAL"))
                    .isEqualTo("196\n");
        }
    }

    /** An UPDATE that wrote the placeholder of a TOASTed value was taken for one that leaves the value alone. */
    @Test
    void textsThatReadLikeAPlaceholderAreTexts() throws Exception {
        long before = stack.deadLetters();
        stack.assertEqual();
        stack.execute(
                "UPDATE " + LITERAL + " SET t = 'a', b = 'a', h = 'a' WHERE id < 3",
                "UPDATE " + LITERAL + " SET t = '__isotherm_deleted_row_value', b = '\\x00'::bytea ||"
                        + " '__debezium_unavailable_value', h = '__debezium_unavailable_value' WHERE id = 2",
                "UPDATE " + LITERAL + " SET id = 30 WHERE id = 3",
                "UPDATE " + LITERAL + " SET t = t WHERE id = 4");
        stack.assertEqual();
        assertThat(stack.query("SELECT id, t, length(far) FROM hot.ecommerce_" + LITERAL + " FINAL ORDER BY id"))
                .isEqualTo("1\ta\t9000\n2\t__isotherm_deleted_row_value\t9000\n4\t__debezium_unavailable_value\t9000\n"
                        + "30\t__debezium_unavailable_value\t9000\n");
        assertThat(stack.deadLetters()).isEqualTo(before);
    }

    /**
     * Without a key they were not replicated at all; with an identity that names another, a DELETE would miss its row.
     */
    @Test
    void aUniqueIndexIsTheKeyOfATableThatDeclaresIt() throws Exception {
        String byIndex = "REPLICA IDENTITY USING INDEX \"" + DECLARED + "_key\"";
        assertThat(apply.output())
                .containsPattern("public." + DECLARED + " +left out +has no primary key +key: .code, region. of its"
                        + " unique index " + DECLARED + "_key with ALTER TABLE .* USING INDEX .*, or give it one")
                .containsPattern("public." + ODD + " +left out +has no replica identity, so Postgres would refuse");
        stack.tables().add("public." + DECLARED + ": {key: [region, code], history: true}");
        assertThat(stack.run("apply").output())
                .containsPattern("public." + DECLARED + " +left out +has no replica identity.*" + byIndex);
        assertThat(apply.output()).contains("public." + IDENTIFIED + " is loaded: 9 rows compared");
        stack.execute("UPDATE " + IDENTIFIED + " SET v = -v WHERE v < 8", "DELETE FROM " + IDENTIFIED + " WHERE v = 9");
        // neither is published, so both can be changed
        stack.execute("UPDATE " + DECLARED + " SET v = v + 1 WHERE code = 7", "UPDATE " + ODD + " SET id = id + 1");

        stack.execute("ALTER TABLE " + DECLARED + " " + byIndex, "ALTER TABLE " + ODD + " REPLICA IDENTITY FULL");
        assertThat(stack.run("apply").output())
                .contains("public." + DECLARED + " is loaded: 4,000 rows compared", "public." + ODD + " is loaded");
        stack.execute(
                "UPDATE " + DECLARED + " SET v = -v WHERE code % 5 = 0",
                "DELETE FROM " + DECLARED + " WHERE code % 11 = 0",
                "UPDATE " + DECLARED + " SET region = 'moved' WHERE v % 100 = 0 AND body IS NOT NULL",
                "INSERT INTO " + DECLARED + " VALUES ('r0', -1, NULL, 0)",
                "UPDATE " + ODD + " SET id = id + 1, \"sub code\" = \"sub code\" + 10",
                "DELETE FROM " + ODD + " WHERE \"sub code\" = 12");
        stack.assertEqual();
        assertThat(stack.query("SELECT sorting_key FROM system.tables WHERE database = 'hot' AND name IN ('ecommerce_"
                        + DECLARED + "', 'ecommerce_" + IDENTIFIED + "', 'ecommerce_" + ODD + "') ORDER BY name"))
                .isEqualTo("region, code\n(k)\n(`sub code`)\n");

        stack.isotherm("resync", DECLARED);
        stack.execute("UPDATE " + DECLARED + " SET code = code + 1000000 WHERE region = 'r3'");
        stack.assertEqual();
    }

    /** Postgres sends such deletes without the key, and 0 stood in its place: row 0 was gone, and the others stayed. */
    @Test
    void aDeleteThatNamesNoRowIsADeadLetterAndDeletesNone() throws Exception {
        assertThat(apply.output()).contains("public." + CHANGED + " is loaded: 10 rows compared");
        long before = stack.deadLetters();
        stack.execute(
                "ALTER TABLE " + CHANGED + " REPLICA IDENTITY USING INDEX " + CHANGED + "_uid_key",
                "UPDATE " + CHANGED + " SET v = 'changed' WHERE id = 1",
                "DELETE FROM " + CHANGED + " WHERE id IN (2, 3)",
                "UPDATE " + CHANGED + " SET uid = gen_random_uuid(), v = 'other uid' WHERE id = 5");
        stack.isotherm("wait", "--timeout", "120");
        assertThat(stack.deadLetters() - before).isEqualTo(2);
        assertThat(stack.isotherm("dlq", "list")).containsPattern("NO_KEY.*" + CHANGED + "|" + CHANGED + ".*NO_KEY");
        assertThat(stack.query("SELECT id, v FROM hot.ecommerce_" + CHANGED + " FINAL WHERE id IN (0, 1, 2, 3, 5)"
                        + " ORDER BY id"))
                .isEqualTo("0\tv0\n1\tchanged\n2\tv2\n3\tv3\n5\tother uid\n");
        assertThat(stack.run("status").output()).contains("a replica identity by an index without key column id");

        stack.execute("ALTER TABLE " + CHANGED + " REPLICA IDENTITY DEFAULT");
        stack.isotherm("resync", "--delete-surplus", CHANGED);
        stack.assertEqual();
    }
}
