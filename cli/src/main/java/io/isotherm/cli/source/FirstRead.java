package io.isotherm.cli.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.waiting.Polling;
import io.isotherm.job.config.PipelineNames;
import io.isotherm.job.table.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Waits until the connector may be asked to read the rows of tables that were just published.
 *
 * <p>What a transaction wrote to such a table before it was published is not in what the slot sends. So every
 * transaction that was open then has to end: the read sees what it wrote. Postgres is made to forget what it knew then.
 *
 * <p>A row that is read has the position of the change that the connector sent last, which may be long before the
 * present end of the log. It has to beat an older row of a sync. So where hot has the table, the connector has to pass
 * the publication and the end of those transactions. A sync with a later position has seen them too; see DESIGN.md of
 * package {@code sync}.
 */
final class FirstRead {
    /** While the oldest transaction stays the same. */
    private static final Duration ENDED_WITHIN = Duration.ofMinutes(5);

    private static final Duration PASSED_WITHIN = Duration.ofMinutes(5);
    private static final Duration SNAPSHOT_WITHIN = Duration.ofDays(7);
    private static final Duration SILENT_FOR = Duration.ofSeconds(2);

    private static final String OWN_TRANSACTION = "SELECT pg_current_xact_id()::text";
    private static final String OLDER_ENDED = "SELECT (pg_snapshot_xmin(pg_current_snapshot()) >= ?::xid8)::text";

    /** Of all databases: a transaction's number does not tell its database. */
    private static final String OLDEST = """
            SELECT coalesce((SELECT who || ', since ' || since::timestamptz(0) FROM (
                SELECT 'process ' || pid || ' in database ' || datname AS who, xact_start AS since
                FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()
                UNION ALL
                SELECT 'prepared transaction ' || gid || ' in database ' || database, prepared FROM pg_prepared_xacts) w
              ORDER BY since LIMIT 1), 'one that Postgres does not name')""";

    private final Connections connections;
    private final String database;
    private final ConnectClient connect;
    private final Consumer<String> progress;

    FirstRead(Connections connections, String database, ConnectClient connect, Consumer<String> progress) {
        this.connections = connections;
        this.database = database;
        this.connect = connect;
        this.progress = progress;
    }

    /**
     * @param tables that were published, and that the connector does not know yet
     * @throws CliException if one of the conditions is not met in time
     */
    void await(List<TableId> tables) {
        asking(tables, connection -> {
            awaitPublished(connection, tables);
            // asked only now: a sync that begins from here on sees what was written before
            if (!new StoredTables(connections).among(tables).isEmpty()) {
                awaitConnector(new SourceProgress(connection, database), names(tables));
            }
        });
    }

    /** That the connector has read all tables that it reads at first. */
    void awaitFirstSnapshot(List<TableId> tables) {
        asking(tables, connection -> awaitSnapshot(new SourceProgress(connection, database), names(tables)));
    }

    private void asking(List<TableId> tables, Consumer<Connection> wait) {
        try (Connection connection = connections.postgres(database)) {
            wait.accept(connection);
        } catch (SQLException e) {
            throw brokeOff(names(tables), e);
        }
    }

    private static String names(List<TableId> tables) {
        return tables.stream().map(TableId::qualifiedName).collect(Collectors.joining(", "));
    }

    /** The first of the conditions alone. */
    void awaitPublished(List<TableId> tables) {
        asking(tables, connection -> awaitPublished(connection, tables));
    }

    private void awaitPublished(Connection connection, List<TableId> tables) {
        awaitOpenTransactions(connection, names(tables));
        new PostgresSource(connections, database).publishAnew(tables);
    }

    /** That transactions have ended which the connector may have sent already. */
    void awaitOpenTransactions(List<TableId> tables) {
        asking(tables, connection -> awaitOpenTransactions(connection, names(tables)));
    }

    /** However long that takes: the connector would begin it anew. */
    private void awaitSnapshot(SourceProgress source, String names) {
        String connector = PipelineNames.connector(database);
        BooleanSupplier isOver = () ->
                tells(source, connector, offsets -> !SnapshotState.of(offsets).everything());
        if (!Polling.until(SILENT_FOR, isOver)) {
            progress.accept("the first snapshot of connector " + connector + " comes before the rows of " + names);
            Polling.until(SNAPSHOT_WITHIN, isOver);
        }
    }

    private static CliException brokeOff(String names, SQLException cause) {
        return CliException.failed(
                "Postgres broke off at the publication of " + names + ": " + Cause.of(cause),
                "see ./isotherm logs postgres; then run ./isotherm apply",
                cause);
    }

    private void awaitOpenTransactions(Connection connection, String names) {
        String own = text(connection, OWN_TRANSACTION);
        if (Polling.until(SILENT_FOR, () -> olderEnded(connection, own))) {
            return;
        }
        progress.accept("waiting for transactions that were open at the publication of " + names + ": "
                + text(connection, OLDEST));
        if (!Polling.whileProgressing(
                ENDED_WITHIN, () -> text(connection, OLDEST), () -> olderEnded(connection, own))) {
            throw CliException.failed(
                    "a transaction that was open at the publication of " + names + " has not ended: "
                            + text(connection, OLDEST),
                    "wait for it or end it; then run ./isotherm apply");
        }
    }

    private static boolean olderEnded(Connection connection, String transaction) {
        return Boolean.parseBoolean(text(connection, OLDER_ENDED, transaction));
    }

    private void awaitConnector(SourceProgress source, String names) {
        String connector = PipelineNames.connector(database);
        connect.start(connector);
        connect.awaitRunning(connector);
        LogSequenceNumber position = LogSequenceNumber.valueOf(source.mark());
        progress.accept("waiting until connector " + connector + " has passed " + position.asString()
                + ", because hot has rows of " + names);
        boolean passed = Polling.whileProgressing(
                PASSED_WITHIN,
                () -> connect.offsets(connector),
                () -> tells(source, connector, offsets -> hasPassed(offsets, position)));
        if (!passed) {
            throw CliException.failed(
                    "connector " + connector + " has not passed " + position.asString() + ", the publication of "
                            + names,
                    "./isotherm status shows whether its first load still runs; then run ./isotherm apply");
        }
    }

    /** Whether a connector that has not failed says so by its offsets. */
    private boolean tells(SourceProgress source, String connector, Predicate<JsonNode> what) {
        if (what.test(connect.offsets(connector))) {
            return true;
        }
        connect.requireNotFailed(connector);
        // it tells its position with the next change, and a source may be quiet
        source.mark();
        return false;
    }

    /**
     * Whether rows that are read from a start on have at least this position, as {@code WholeTransactions} lets it
     * begin.
     */
    static boolean hasPassed(JsonNode offsets, LogSequenceNumber position) {
        if (SnapshotState.of(offsets).everything()) {
            return false;
        }
        for (JsonNode entry : offsets.path("offsets")) {
            if (entry.path("offset").path("lsn_commit").asLong(0) < position.asLong()) {
                return false;
            }
        }
        return true;
    }

    private static String text(Connection connection, String sql, String... parameters) {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                query.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        } catch (SQLException e) {
            throw CliException.failed(
                    "Postgres does not tell its open transactions: " + Cause.of(e), "see ./isotherm logs postgres", e);
        }
    }
}
