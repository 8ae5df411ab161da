package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Values that a change does not bring are marked, read again where the key is new, and never taken for values. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class UnsentValuesITCase {
    private static SourceDatabase database;

    @BeforeAll
    static void start() throws Exception {
        database = new SourceDatabase();
    }

    @AfterAll
    static void stop() throws Exception {
        database.stop();
    }

    @Test
    void textsThatAreStoredOutOfLine() throws Exception {
        database.execute(
                "CREATE TABLE far (id bigint PRIMARY KEY, note text, v text[], n text[] NOT NULL DEFAULT '{x}')",
                "ALTER TABLE far ALTER COLUMN v SET STORAGE EXTERNAL, ALTER COLUMN n SET STORAGE EXTERNAL",
                "CREATE PUBLICATION far FOR TABLE far",
                "INSERT INTO far SELECT i, 'a', v, v FROM generate_series(1, 3) i,"
                        + " (SELECT array_agg(md5(j::text)) AS v FROM generate_series(1, 300) j) v");
        RunningTask source = new RunningTask(database, "far", ThreeWays::text);
        source.keepUntil(() -> source.rows().containsKey(3L));

        database.execute("UPDATE far SET note = 'b' WHERE id = 1", "UPDATE far SET id = 12 WHERE id = 2");
        database.execute("ALTER TABLE far REPLICA IDENTITY FULL", "UPDATE far SET note = 'c' WHERE id = 3");
        source.keepUntil(() -> source.rows().getOrDefault(3L, "").startsWith("note=c"));

        Map<Long, String> expected =
                new ThreeWays(database).rows("SELECT id, concat('note=', note, ' v=', v, ' n=', n) FROM far");
        expected.put(1L, "note=b v=__debezium_unavailable_value n=__debezium_unavailable_value");
        assertThat(source.rows()).isEqualTo(expected);
    }

    /** Nobody could tell them from values that the change leaves alone. */
    @Test
    void valuesThatReadLikeAMarkLeaveBehindAZeroByte() throws Exception {
        database.execute(
                "CREATE TYPE marks AS ENUM ('__isotherm_deleted_row_value', 'other')",
                "CREATE TABLE literal (id bigint PRIMARY KEY, t text, e marks, b bytea, far text)",
                "ALTER TABLE literal ALTER COLUMN far SET STORAGE EXTERNAL",
                "CREATE PUBLICATION literal FOR TABLE literal",
                "INSERT INTO literal SELECT i, '__debezium_unavailable_value', '__isotherm_deleted_row_value',"
                        + " '\\x00'::bytea || '__debezium_unavailable_value', repeat('far', 3000)"
                        + " FROM generate_series(1, 2) i");
        String sent = "\0__debezium_unavailable_value \0__isotherm_deleted_row_value \0\0__debezium_unavailable_value";
        RunningTask source = new RunningTask(database, "literal", UnsentValuesITCase::marks);
        source.keepUntil(() -> source.rows().containsKey(2L));
        assertThat(source.rows())
                .as("snapshot")
                .containsEntry(1L, sent + " far")
                .containsEntry(2L, sent + " far");

        source.requestRead();
        source.keepUntil(() -> source.rows().containsKey(2L));
        assertThat(source.rows()).as("read").containsEntry(1L, sent + " far").containsEntry(2L, sent + " far");

        database.execute("UPDATE literal SET id = id + 10", "UPDATE literal SET b = b WHERE id = 12");
        database.execute("ALTER TABLE literal REPLICA IDENTITY FULL", "INSERT INTO literal (id, t) VALUES (3, 'end')");
        source.keepUntil(() -> source.rows().containsKey(3L));
        assertThat(source.rows())
                .as("stream")
                .containsEntry(11L, sent + " far")
                .containsEntry(12L, sent + " __debezium_unavailable_value");
    }

    private static String marks(Struct row) {
        String far = String.valueOf(row.get("far"));
        return row.get("t") + " " + row.get("e") + " "
                + (row.get("b") instanceof ByteBuffer bytes ? StandardCharsets.UTF_8.decode(bytes.duplicate()) : null)
                + " " + (far.startsWith("far") ? "far" : far);
    }

    /** The task asked for the column again and again, and no table of the source got on. */
    @Test
    void movedRowsWhoseColumnOrTableIsNoMoreWhatItWas() throws Exception {
        database.execute(
                "CREATE TABLE moved (id bigint PRIMARY KEY, v text, w text)",
                "ALTER TABLE moved ALTER COLUMN v SET STORAGE EXTERNAL, ALTER COLUMN w SET STORAGE EXTERNAL",
                "CREATE PUBLICATION moved FOR TABLE moved",
                "INSERT INTO moved SELECT i, repeat(md5(i::text), 300), repeat(md5(i::text), 300) FROM generate_series(1, 3) i");
        RunningTask source = new RunningTask(
                database, "moved", row -> String.valueOf(row.get("v")).substring(0, 4));
        source.keepUntil(() -> source.rows().containsKey(3L));

        database.execute(
                "BEGIN; UPDATE moved SET id = 11 WHERE id = 1; ALTER TABLE moved DROP COLUMN w; COMMIT",
                "BEGIN; UPDATE moved SET id = 12 WHERE id = 2; ALTER TABLE moved RENAME TO moved_on; COMMIT",
                "ALTER TABLE moved_on RENAME TO moved",
                "UPDATE moved SET v = 'last' WHERE id = 3");
        source.keepUntil(() -> "last".equals(source.rows().get(3L)));

        assertThat(source.rows()).containsKeys(11L, 12L).hasSize(3);
        assertThat(source.restarts()).isZero();
    }
}
