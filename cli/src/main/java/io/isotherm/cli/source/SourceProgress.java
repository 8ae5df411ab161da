package io.isotherm.cli.source;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.job.config.PipelineNames;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Positions in a source's write-ahead log: the present one, and the one up to which Kafka has acknowledged. */
public final class SourceProgress {
    /** The connector turns it into a record of topic {@code <database>.message}, which moves its position. */
    private static final String MARK = "SELECT pg_logical_emit_message(true, 'isotherm', 'wait')";

    private static final String SLOT = """
            SELECT active, coalesce(confirmed_flush_lsn >= ?::pg_lsn, false),
                   pg_wal_lsn_diff(?::pg_lsn, confirmed_flush_lsn)::bigint, wal_status
            FROM pg_replication_slots WHERE slot_name = ?""";

    private final Connection connection;
    private final String slot;

    /** @param connection in auto-commit mode, of a role that may emit messages and read the slots */
    public SourceProgress(Connection connection, String database) {
        this.connection = connection;
        this.slot = PipelineNames.slot(database);
    }

    /**
     * State of the connector's replication slot.
     *
     * @param reached whether Kafka has acknowledged everything before the asked position
     * @param behind bytes of write-ahead log still to be acknowledged
     * @param walStatus {@code lost} if Postgres removed what the slot still needs
     */
    public record Slot(boolean active, boolean reached, long behind, String walStatus) {}

    public String slotName() {
        return slot;
    }

    /** Writes a message to the log and returns its position: everything committed before lies before it. */
    public String mark() {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(MARK)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Empty if there is no such slot. */
    public Optional<Slot> slot(String position) {
        try (PreparedStatement statement = connection.prepareStatement(SLOT)) {
            statement.setString(1, position);
            statement.setString(2, position);
            statement.setString(3, slot);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Slot(row.getBoolean(1), row.getBoolean(2), row.getLong(3), row.getString(4)))
                        : Optional.empty();
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static CliException failed(SQLException e) {
        return CliException.cannotRun(
                "Postgres did not tell its position: " + Cause.of(e), "see ./isotherm logs postgres", e);
    }
}
