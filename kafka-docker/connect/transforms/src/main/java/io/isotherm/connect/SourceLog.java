package io.isotherm.connect;

import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.jdbc.JdbcConfiguration;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which write-ahead log a server writes. A position says nothing about another log: behind a restored copy, or a
 * standby that lacked the last changes, the same position stands for other changes.
 *
 * @param system Postgres' identifier of the cluster; a copy of its files has the same
 * @param timeline one more after each promotion and each recovery to a point in time
 * @param end all that was read of this log lies before it
 * @see <a href="https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-TIMELINES">timelines</a>
 */
record SourceLog(String system, int timeline, Lsn end) {
    /** Under which an offset says of which log it is, as {@code system/timeline}; older offsets do not. */
    static final String OFFSET_KEY = "isotherm_log";

    /** The name of a log's file begins with its timeline, eight hexadecimal digits. */
    private static final String SELECT = """
            SELECT system_identifier::text,
                   ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int,
                   pg_current_wal_insert_lsn()::text
            FROM pg_control_system() WHERE NOT pg_is_in_recovery()""";

    /** Where a timeline ended and the next one began, as the servers of the latter know it. */
    @FunctionalInterface
    interface History {
        /** Empty if that timeline is none of those before. */
        OptionalLong endOf(int timeline) throws SQLException;
    }

    /** Empty of a standby, which writes none. */
    static Optional<SourceLog> of(PostgresConnection connection) throws SQLException {
        return connection.queryAndMap(
                SELECT,
                row -> row.next()
                        ? Optional.of(new SourceLog(row.getString(1), row.getInt(2), Lsn.valueOf(row.getString(3))))
                        : Optional.empty());
    }

    String id() {
        return system + "/" + timeline;
    }

    /**
     * Why this log does not have what was read.
     *
     * @param id of the log that was read; null if that is not known
     * @param furthest position that was read
     * @return empty if it goes on with this log
     */
    Optional<String> problem(String id, long furthest, History history) throws SQLException {
        if (id != null && !id.equals(id())) {
            String[] parts = id.split("/");
            if (!parts[0].equals(system)) {
                return Optional.of(
                        "another cluster answers: its system identifier is " + system + " and was " + parts[0]);
            }
            OptionalLong switched = history.endOf(Integer.parseInt(parts[1]));
            if (switched.isEmpty() || switched.getAsLong() < furthest) {
                return Optional.of("the server is on timeline " + timeline + " and lacks what timeline " + parts[1]
                        + " had"
                        + (switched.isEmpty()
                                ? ""
                                : " behind " + Lsn.valueOf(switched.getAsLong()).asString()));
            }
        }
        return furthest > end.asLong()
                ? Optional.of("it ends at " + end.asString() + ", as that of an older copy does")
                : Optional.empty();
    }

    /** Asks a server that has been promoted. Only a replication connection may. */
    static History history(PostgresConnectorConfig source, int timeline) {
        return wanted -> {
            Configuration replication = source.getJdbcConfig()
                    .edit()
                    .with("replication", "database")
                    .with("preferQueryMode", "simple")
                    .build();
            try (PostgresConnection connection =
                    new PostgresConnection(JdbcConfiguration.adapt(replication), "Isotherm")) {
                return connection.queryAndMap("TIMELINE_HISTORY " + timeline, row -> {
                    row.next();
                    return endOf(wanted, row.getString(2));
                });
            }
        };
    }

    /** @param file a line for each timeline before: its number, where it ended, and why */
    static OptionalLong endOf(int timeline, String file) {
        return file.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > 1 && words[0].equals(String.valueOf(timeline)))
                .mapToLong(words -> Lsn.valueOf(words[1]).asLong())
                .findFirst();
    }
}
