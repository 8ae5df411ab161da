package io.isotherm.connect;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Wherever a task ends while it reads rows, the next one leaves nothing out; and one that has nothing to send lets go.
 */
class RestartInReadITCase extends RestartedSource {
    /** What was read by the first attempt and is gone before the second. */
    @Test
    @Tag("snapshot")
    void insideOfTheFirstSnapshot() throws Exception {
        database.execute(insert(1, 50));
        source.keep(20);
        database.execute(
                "DELETE FROM " + table + " WHERE id <= 10",
                "UPDATE " + table + " SET value = 'changed' WHERE id BETWEEN 15 AND 30",
                insert(51, 60));

        source.keep(10);
        try (Connection open = database.connect();
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("UPDATE " + table + " SET value = 'open meanwhile' WHERE id = 40");
            source.keep(51);
            open.commit();
        }

        assertArrives(51);
    }

    @Test
    void insideOfTheReadOfANewTable() throws Exception {
        database.execute(insert(1, 1_000));
        source.keepUntil(() -> source.rows().size() == 1_000);
        source.requestRead();

        source.keep(100);
        database.execute("DELETE FROM " + table + " WHERE id <= 60");
        source.keep(400);
        database.execute("UPDATE " + table + " SET value = 'changed' WHERE id % 100 = 0");
        source.keep(300);
        source.keepUntil(() -> source.rows().containsKey(1_000L));

        assertArrives(940);
    }

    /** What it changes is older by its position than rows that were read meanwhile, and newer by its commit. */
    @Test
    void aTransactionThatIsOpenAroundTheReadOfANewTable() throws Exception {
        database.execute(insert(1, 1_000));
        source.keepUntil(() -> source.rows().size() == 1_000);
        try (Connection open = database.connect();
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("UPDATE " + table + " SET value = 'late' WHERE id <= 20");
            statement.execute("DELETE FROM " + table + " WHERE id BETWEEN 21 AND 30");
            database.execute(insert(5_001, 5_010));
            source.requestRead();
            source.keepUntil(() -> source.rows().containsKey(600L));
            database.execute(insert(5_011, 5_020));
            open.commit();
        }
        source.keepUntil(() -> source.rows().containsKey(1_000L));

        assertArrives(1_010);
    }

    /** Only others write to the server, behind a transaction that was open for a while. */
    @Test
    void aQuietSourceLetsGoOfTheLog() throws Exception {
        try (Connection open = database.connect();
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("CREATE TEMPORARY TABLE nobody_sees" + table + " (id bigint)");
            database.execute(
                    "CREATE TABLE busy" + table + " AS SELECT repeat('x', 500) FROM generate_series(1, 40000)");
            open.commit();
        }
        String end = database.query("SELECT pg_current_wal_lsn()");

        source.keepUntil(() -> isConfirmed(end));

        database.execute(insert(1, 5));
        assertArrives(5);
    }

    private boolean isConfirmed(String position) {
        try {
            return database.query("SELECT 1 FROM pg_replication_slots WHERE slot_name = '" + table
                            + "' AND confirmed_flush_lsn >= '" + position + "'")
                    != null;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
