package io.isotherm.cli.source;

import io.isotherm.cli.Cause;
import io.isotherm.cli.CliException;
import io.isotherm.cli.Connections;
import io.isotherm.cli.stack.Polling;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** The replication slot of a source, looked at from outside of its database, which may be gone. */
final class SourceSlot {
    private static final Duration FREE_WITHIN = Duration.ofMinutes(1);

    private final Connections connections;
    private final String name;

    SourceSlot(Connections connections, String database) {
        this.connections = connections;
        this.name = PostgresSource.publicationOf(database);
    }

    /** Whether it is there, be it in use or not. */
    boolean exists() {
        return found("SELECT FROM pg_replication_slots WHERE slot_name = ?");
    }

    /** Drops it once nobody reads it; does nothing if it is gone. */
    void drop() {
        boolean gone = Polling.until(FREE_WITHIN, () -> {
            found("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                    + " WHERE slot_name = ? AND NOT active");
            return !exists();
        });
        if (!gone) {
            throw CliException.failed(
                    "the slot " + name + " is still read by somebody",
                    "pg_stat_replication shows by whom; end that and repeat the command");
        }
    }

    private boolean found(String sql) {
        try (Connection connection = connections.postgres("postgres");
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, name);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        } catch (SQLException e) {
            throw CliException.failed("the slot " + name + ": " + Cause.of(e), "see ./isotherm logs postgres", e);
        }
    }
}
