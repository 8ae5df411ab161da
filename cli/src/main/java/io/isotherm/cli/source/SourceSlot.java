package io.isotherm.cli.source;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.waiting.Polling;
import io.isotherm.job.config.PipelineNames;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.postgresql.replication.LogSequenceNumber;

/** The replication slot of a source, looked at from outside of its database, which may be gone. */
final class SourceSlot {
    /** Postgres gives up a reader that is silent after {@code wal_sender_timeout}, a minute by default. */
    private static final Duration FREE_WITHIN = Duration.ofMinutes(2);

    private static final String STATE = """
            SELECT confirmed_flush_lsn::text, to_jsonb(s) ->> 'wal_status' = 'lost'
            FROM pg_replication_slots s WHERE slot_name = ?""";

    private final Connections connections;
    private final String database;
    private final String name;

    SourceSlot(Connections connections, String database) {
        this.connections = connections;
        this.database = database;
        this.name = PipelineNames.slot(database);
    }

    /** Whether it is there, be it in use or not. */
    boolean exists() {
        return found("SELECT FROM pg_replication_slots WHERE slot_name = ?");
    }

    String name() {
        return name;
    }

    /**
     * What it has to send.
     *
     * @param confirmed it sends nothing from before
     * @param isLost whether Postgres has removed what it would send
     */
    record State(LogSequenceNumber confirmed, boolean isLost) {}

    /** Empty if there is no slot. */
    Optional<State> state() {
        try (Connection connection = connections.postgres(database);
                PreparedStatement query = connection.prepareStatement(STATE)) {
            query.setString(1, name);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new State(LogSequenceNumber.valueOf(row.getString(1)), row.getBoolean(2)))
                        : Optional.empty();
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /**
     * Makes it where there is none, or none that can send anything.
     *
     * @return its position
     */
    LogSequenceNumber made() {
        Optional<State> state = state();
        if (state.isPresent() && !state.get().isLost()) {
            return state.get().confirmed();
        }
        if (state.isPresent()) {
            drop();
        }
        try (Connection connection = connections.postgres(database);
                PreparedStatement query = connection.prepareStatement(
                        "SELECT lsn::text FROM pg_create_logical_replication_slot(?, 'pgoutput')")) {
            query.setString(1, name);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return LogSequenceNumber.valueOf(row.getString(1));
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Returns when nobody reads it, or it is gone. What is passed until then is not sent again. */
    void awaitLeft() {
        if (!Polling.until(
                FREE_WITHIN, () -> !found("SELECT FROM pg_replication_slots WHERE slot_name = ? AND active"))) {
            throw stillRead();
        }
    }

    private CliException stillRead() {
        return CliException.failed(
                "slot " + name + " is read though its connector is stopped",
                "pg_stat_replication shows by whom, ./isotherm restart connect ends a task that was left over;"
                        + " then repeat the command");
    }

    /** Drops it once nobody reads it; does nothing if it is gone. */
    void drop() {
        boolean gone = Polling.until(FREE_WITHIN, () -> {
            found("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                    + " WHERE slot_name = ? AND NOT active");
            return !exists();
        });
        if (!gone) {
            throw stillRead();
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
            throw failed(e);
        }
    }

    private CliException failed(SQLException e) {
        return CliException.failed("the slot " + name + ": " + Cause.of(e), "see ./isotherm logs postgres", e);
    }
}
