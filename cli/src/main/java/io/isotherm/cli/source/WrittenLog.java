package io.isotherm.cli.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.postgresql.replication.LogSequenceNumber;

/**
 * The write-ahead log that a source's server writes now.
 *
 * @param id {@code system identifier/timeline}; a connector's offset says of which one it is
 * @param end all that was read of this log lies before it
 */
record WrittenLog(String id, LogSequenceNumber end) {
    /** Where an offset says that. */
    static final String OFFSET_KEY = "isotherm_log";

    /** The name of a log's file begins with its timeline, eight hexadecimal digits. */
    private static final String SELECT = """
            SELECT system_identifier || '/'
                       || ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int,
                   pg_current_wal_insert_lsn()::text
            FROM pg_control_system()""";

    static WrittenLog of(Connections connections, String database) {
        try (Connection connection = connections.postgres(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SELECT)) {
            row.next();
            return new WrittenLog(row.getString(1), LogSequenceNumber.valueOf(row.getString(2)));
        } catch (SQLException e) {
            throw CliException.failed(
                    "cannot ask which log the server of " + database + " writes: " + Cause.of(e),
                    "see ./isotherm logs postgres",
                    e);
        }
    }

    /** Whether an offset is surely of this log. One of the timeline before may be too, and may not. */
    boolean has(JsonNode offset) {
        OptionalLong furthest = furthest(offset);
        JsonNode written = offset.path(OFFSET_KEY);
        return furthest.isEmpty()
                || (furthest.getAsLong() <= end.asLong()
                        && (!written.isTextual() || written.asText().equals(id)));
    }

    /** How far a connector was; empty if it has read nothing yet. */
    static OptionalLong furthest(JsonNode offset) {
        return positions()
                .map(offset::path)
                .filter(JsonNode::isNumber)
                .mapToLong(JsonNode::asLong)
                .max();
    }

    /** Where Debezium keeps how far it is, as numbers. */
    static Stream<String> positions() {
        return Stream.of("lsn", "lsn_proc", "lsn_commit");
    }
}
