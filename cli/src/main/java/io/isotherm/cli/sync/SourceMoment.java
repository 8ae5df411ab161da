package io.isotherm.cli.sync;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.source.PlainTexts;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * One moment of the source that several connections read: a snapshot that is kept open, and what is known of the
 * transactions that it does not see.
 */
final class SourceMoment implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long PAUSE_MILLIS = 50;
    private static final String READ_ONLY_TRANSACTION = "25006";

    private static final String READS_ACTIVITY = "pg_read_all_stats";

    /** Without its epoch the oldest transaction is at most that far below the next one; 0 if none was open. */
    private static final String CHECKPOINT = """
            SELECT redo_lsn - '0/0'::pg_lsn, next,
                   CASE WHEN oldest = 0 THEN next ELSE next - ((next - oldest) & 4294967295::bigint) END,
                   (extract(epoch FROM checkpoint_time) * 1000000)::bigint
            FROM (SELECT redo_lsn, checkpoint_time, oldest_active_xid::text::bigint AS oldest,
                         split_part(next_xid, ':', 1)::bigint << 32 | split_part(next_xid, ':', 2)::bigint AS next
                  FROM pg_control_checkpoint()) c
            WHERE current_setting('wal_level') <> 'minimal'""";

    /** What began before the snapshot and has not ended may still write times of when it began. */
    private static final String OLDEST_BEGIN = """
            SELECT (extract(epoch FROM least(clock_timestamp(),
                (SELECT min(xact_start) FROM pg_stat_activity WHERE pid <> pg_backend_pid()),
                (SELECT min(prepared) FROM pg_prepared_xacts))) * 1000000)::bigint""";

    private static final String SNAPSHOT = """
            SELECT pg_export_snapshot(), pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
                   pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
                   (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, pg_current_snapshot()::text""";

    /**
     * A position in the write-ahead log behind which every transaction from a certain one on writes.
     *
     * @param transaction with its epoch, as {@code xid8}; so is the other
     * @param oldest no transaction before this one has written behind the position
     * @param begun when the oldest of those began that may have; microseconds since 1970
     */
    record Floor(long position, long transaction, long oldest, long begun) {
        /** Behind which everything lies. */
        static final Floor LOWEST = new Floor(Long.BYTES, 0, 0, Long.MIN_VALUE);
    }

    private final Connection connection;
    private final long begun;
    private final Floor floor;
    private String snapshot;
    private long xmin;
    private long xmax;
    private long takenAt;
    private String transactions;

    /**
     * @param connection kept busy until this is closed
     * @param known of the last run
     */
    SourceMoment(Connection connection, Optional<Floor> known) throws SQLException, InterruptedException {
        this.connection = connection;
        List<Floor> floors = new ArrayList<>(known.stream().toList());
        checkpoint().ifPresent(floors::add);
        begun = number(OLDEST_BEGIN);
        Floor now = now();
        if (now != null) {
            floors.add(now);
        }
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        take();
        while (now != null && now.transaction() > xmin && System.nanoTime() < deadline) {
            connection.rollback();
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            take();
        }
        floor = floors.stream()
                .filter(each -> each.transaction() <= xmin)
                .max(Comparator.comparingLong(Floor::position))
                .orElse(Floor.LOWEST);
    }

    /**
     * A role without it sees no other session's transaction, so rows of one that is open for long could be passed over.
     *
     * @return the role that the user needs and is no member of
     */
    static Optional<String> missingRight(Connection source) throws SQLException {
        try (Statement statement = source.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT pg_has_role(current_user, '" + READS_ACTIVITY + "', 'USAGE')")) {
            row.next();
            return row.getBoolean(1) ? Optional.empty() : Optional.of(READS_ACTIVITY);
        }
    }

    /** The position comes first: whatever begins once the transaction has its number writes behind it. */
    private Floor now() throws SQLException {
        if (isReplica()) {
            return null;
        }
        try {
            long oldest = number("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint");
            long position = number("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn");
            return new Floor(position, number("SELECT pg_current_xact_id()::text::bigint"), oldest, begun);
        } catch (SQLException e) {
            if (READ_ONLY_TRANSACTION.equals(e.getSQLState())) {
                return null;
            }
            throw e;
        }
    }

    private boolean isReplica() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_is_in_recovery()")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private Optional<Floor> checkpoint() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(CHECKPOINT)) {
            return row.next()
                    ? Optional.of(new Floor(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)))
                    : Optional.empty();
        }
    }

    private void take() throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            try (ResultSet row = statement.executeQuery(SNAPSHOT)) {
                row.next();
                snapshot = row.getString(1);
                xmin = row.getLong(2);
                xmax = row.getLong(3);
                takenAt = row.getLong(4);
                transactions = row.getString(5);
            }
        }
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Lets another connection see this moment, until its transaction ends. */
    void enter(Connection other) throws SQLException {
        if (!snapshot.matches("[0-9A-F-]+")) {
            throw CliException.failed("Postgres named its snapshot " + snapshot, "report this");
        }
        PlainTexts.prepare(other);
        other.setAutoCommit(false);
        try (Statement statement = other.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            statement.execute("SET TRANSACTION SNAPSHOT '" + snapshot + "'");
        }
    }

    /** Rows of the table that are seen. */
    long count(SyncedTable table) {
        long rows = 0;
        try {
            for (Relation relation : table.relations()) {
                rows += number("SELECT count(*) FROM " + relation.name());
            }
            return rows;
        } catch (SQLException e) {
            throw CliException.failed(
                    "counting the rows of " + table.id() + " failed: " + Cause.of(e),
                    "see ./isotherm logs postgres; then run it again",
                    e);
        }
    }

    /** Every change that is not seen lies behind its position. */
    Floor floor() {
        return floor;
    }

    /** Every transaction before this one has ended; with its epoch. */
    long xmin() {
        return xmin;
    }

    /** No transaction from this one on is seen. */
    long xmax() {
        return xmax;
    }

    /** What it sees: {@code xmin:xmax:} and those in between that it does not see, as Postgres prints a snapshot. */
    String transactions() {
        return transactions;
    }

    /** Microseconds since 1970 by the source's clock, of the snapshot. */
    long takenAt() {
        return takenAt;
    }

    /**
     * No transaction before this one has written what the next run has to read: it had ended, and wrote nothing behind
     * the floor, where a streamed change could have a higher version than the run gives to a newer row.
     */
    long settled() {
        return Math.min(xmin, floor.oldest());
    }

    /** When the oldest transaction began that the next run has to read; microseconds since 1970. */
    long begun() {
        return Math.min(begun, floor.begun());
    }

    /** The end of the log; empty on a replica, which may be behind what was streamed from its primary. */
    OptionalLong lastPosition() throws SQLException {
        return isReplica()
                ? OptionalLong.empty()
                : OptionalLong.of(number("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn"));
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
    }
}
