package io.isotherm.cli.source;

import com.clickhouse.client.api.query.GenericRecord;
import io.isotherm.cli.connection.AdminStatements;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.job.table.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.postgresql.replication.LogSequenceNumber;

/** Tables that hot has before the stream brings them: a sync has filled them, or they were streamed once before. */
final class StoredTables {
    private static final String TABLES = "SELECT name FROM system.tables WHERE database = 'hot'";

    /** Both parts of {@code _version} that tell how new a row is; of no row both are 0. */
    private static final String NEWEST = "SELECT toInt32(bitShiftRight(max(`_version`), 112)) AS epoch,"
            + " toInt64(bitAnd(bitShiftRight(max(`_version`), 48), toUInt128('18446744073709551615'))) AS position"
            + " FROM hot.";

    /**
     * The newest version of a table.
     *
     * @param position in the write-ahead log
     */
    record Newest(int epoch, long position) {
        /**
         * Why no change of the stream could be newer; empty if each is.
         *
         * @param streamEpoch of the connector's changes
         * @param logEnd of the source
         */
        Optional<String> problem(int streamEpoch, long logEnd) {
            if (epoch > streamEpoch) {
                return Optional.of(
                        "has rows of epoch " + epoch + ", and the connector's changes have epoch " + streamEpoch);
            }
            if (epoch == streamEpoch && position > logEnd) {
                return Optional.of("has rows of position "
                        + LogSequenceNumber.valueOf(position).asString()
                        + " in the write-ahead log, and the source is at "
                        + LogSequenceNumber.valueOf(logEnd).asString());
            }
            return Optional.empty();
        }
    }

    private final Connections connections;
    private final AdminStatements clickHouse;

    StoredTables(Connections connections) {
        this.connections = connections;
        clickHouse = new AdminStatements(
                connections,
                "ClickHouse does not tell which tables it has",
                "see ./isotherm status and ./isotherm logs clickhouse");
    }

    /** Those of them that hot has, with rows or without. */
    List<TableId> among(Collection<TableId> tables) {
        List<String> names = clickHouse.query(TABLES).stream()
                .map(row -> row.getString("name"))
                .toList();
        return tables.stream()
                .filter(table -> names.contains(table.targetName()))
                .toList();
    }

    /** @throws CliException naming those whose rows would beat every change of the stream */
    void requireOlderThanStream(String database, Collection<TableId> tables, int streamEpoch) {
        List<TableId> stored = tables.isEmpty() ? List.of() : among(tables);
        if (stored.isEmpty()) {
            return;
        }
        long logEnd = logEnd(database);
        List<String> problems = new ArrayList<>();
        for (TableId table : stored) {
            newest(table)
                    .problem(streamEpoch, logEnd)
                    .ifPresent(problem -> problems.add("hot." + table.targetName() + ' ' + problem));
        }
        if (!problems.isEmpty()) {
            throw CliException.cannotRun(
                    String.join("; ", problems) + ": every change of the stream would lose against them",
                    "drop these tables in hot and cold, and apply loads them anew; or leave them to ./isotherm sync, by skip"
                            + " in tables.yaml");
        }
    }

    /** Of the newest rows of these tables in hot; 0 if there are none. */
    int newestEpoch(Collection<TableId> tables) {
        return among(tables).stream()
                .mapToInt(table -> newest(table).epoch())
                .max()
                .orElse(0);
    }

    private Newest newest(TableId table) {
        GenericRecord row =
                clickHouse.query(NEWEST + '`' + table.targetName() + '`').get(0);
        return new Newest(row.getInteger("epoch"), row.getLong("position"));
    }

    private long logEnd(String database) {
        try (Connection connection = connections.postgres(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_current_wal_insert_lsn()::text")) {
            row.next();
            return LogSequenceNumber.valueOf(row.getString(1)).asLong();
        } catch (SQLException e) {
            throw CliException.cannotRun(
                    "Postgres did not tell its position: " + Cause.of(e), "see ./isotherm logs postgres", e);
        }
    }
}
