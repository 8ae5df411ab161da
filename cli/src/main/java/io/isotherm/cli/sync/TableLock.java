package io.isotherm.cli.sync;

import io.isotherm.cli.error.CliException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Lets one sync of a table run at a time. A lock of the session in the source: it ends with the connection, whichever
 * way this process ends.
 */
final class TableLock implements AutoCloseable {
    private static final String KEY = "(hashtext('isotherm sync'), ?::bigint::oid::int)";

    private final Connection source;
    private final long oid;

    private TableLock(Connection source, long oid) {
        this.source = source;
        this.oid = oid;
    }

    /** @throws CliException if another sync has it */
    static TableLock acquire(Connection source, SyncedTable table) throws SQLException, InterruptedException {
        return acquire(source, table, Duration.ZERO);
    }

    /**
     * @param patience for another sync to end
     * @throws CliException if it has not ended by then
     */
    static TableLock acquire(Connection source, SyncedTable table, Duration patience)
            throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        try (PreparedStatement statement = source.prepareStatement("SELECT pg_try_advisory_lock" + KEY)) {
            statement.setLong(1, table.oid());
            while (!isTaken(statement)) {
                if (System.nanoTime() >= deadline) {
                    throw CliException.cannotRun(
                            "another sync of " + table.id() + " is running", "wait until it has ended, or end it");
                }
                TimeUnit.SECONDS.sleep(1);
            }
        }
        return new TableLock(source, table.oid());
    }

    private static boolean isTaken(PreparedStatement lock) throws SQLException {
        try (ResultSet row = lock.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        }
    }

    @Override
    public void close() throws SQLException {
        if (source.isClosed()) {
            return;
        }
        source.setAutoCommit(true);
        try (PreparedStatement statement = source.prepareStatement("SELECT pg_advisory_unlock" + KEY)) {
            statement.setLong(1, oid);
            statement.execute();
        }
    }
}
