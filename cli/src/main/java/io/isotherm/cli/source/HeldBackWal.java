package io.isotherm.cli.source;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.job.config.PipelineNames;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/**
 * The write-ahead log that Postgres keeps for a connector, and how long that can go on.
 *
 * @param slot name of the replication slot
 * @param status of the slot in Postgres' words; {@code lost} when changes are missing
 * @param active whether the connector reads it
 * @param bytes from the oldest record that the slot needs to the present end
 * @param bytesLeft until the slot is lost; null if Postgres sets no limit, or it is lost
 * @param bytesPerSecond that were written while this was looked at, or since Postgres counts, whichever is more
 */
public record HeldBackWal(
        String slot, String status, boolean active, long bytes, Long bytesLeft, double bytesPerSecond) {
    /**
     * A connector that works holds back a few segments of 16 MB, more only while a long transaction or a snapshot runs.
     */
    private static final long MUCH = 256L << 20;

    private static final int HOURS_TO_ACT = 2;

    private static final double SECONDS_OF_AN_HOUR = 3600;

    /** Looks for a second; the average since Postgres counts would hide a burst that has just begun. */
    private static final String STATE = """
            SELECT coalesce(wal_status, 'unknown'), active, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint,
                safe_wal_size, greatest(pg_wal_lsn_diff(pg_current_wal_lsn(), ?::pg_lsn),
                    (SELECT wal_bytes / greatest(extract(epoch FROM now() - stats_reset), 1) FROM pg_stat_wal))::float8
            FROM pg_sleep(1), pg_replication_slots WHERE slot_name = ?""";

    /** Empty while there is no slot. */
    public static Optional<HeldBackWal> of(Connections connections, String database) {
        try (Connection connection = connections.postgres("postgres")) {
            return read(connection, PipelineNames.slot(database));
        } catch (SQLException e) {
            throw CliException.failed(
                    "cannot ask Postgres what it holds back for " + database + ": " + Cause.of(e),
                    "see ./isotherm logs postgres",
                    e);
        }
    }

    static Optional<HeldBackWal> read(Connection connection, String slot) throws SQLException {
        try (PreparedStatement now = connection.prepareStatement("SELECT pg_current_wal_lsn()::text");
                ResultSet position = now.executeQuery();
                PreparedStatement state = connection.prepareStatement(STATE)) {
            position.next();
            state.setString(1, position.getString(1));
            state.setString(2, slot);
            try (ResultSet row = state.executeQuery()) {
                return row.next()
                        ? Optional.of(new HeldBackWal(
                                slot,
                                row.getString(1),
                                row.getBoolean(2),
                                row.getLong(3),
                                row.getObject(4, Long.class),
                                row.getDouble(5)))
                        : Optional.empty();
            }
        }
    }

    public boolean isLost() {
        return status.equals("lost");
    }

    /** Whether more is held back than a connector that works needs. */
    public boolean isMuch() {
        return bytes >= MUCH;
    }

    /** Whether the slot is lost, or will be before somebody may have looked. */
    public boolean isNearLoss() {
        return isLost() || isMuch() && hoursLeft() < HOURS_TO_ACT;
    }

    /** Until the slot is lost if nothing were confirmed from now on; infinite without a limit or without writes. */
    public double hoursLeft() {
        if (isLost()) {
            return 0;
        }
        return bytesLeft == null ? Double.POSITIVE_INFINITY : bytesLeft / bytesPerSecond / SECONDS_OF_AN_HOUR;
    }

    /** In a few words, as {@code 3 MB held back; it would be lost in 12.5 hours if nothing were confirmed}. */
    public String summary() {
        String text = bytes / 1_000_000 + " MB of write-ahead log held back";
        if (isLost()) {
            return text + "; it is lost, and changes are missing";
        }
        return Double.isInfinite(hoursLeft())
                ? text
                : text
                        + String.format(
                                Locale.ROOT, "; %.1f hours until it is lost if no more is confirmed", hoursLeft());
    }

    /** In Prometheus' text format. */
    public String asMetrics() {
        String labels = "{slot=\"" + slot + "\"} ";
        return "isotherm_slot_held_back_bytes" + labels + bytes + "\nisotherm_slot_hours_left" + labels
                + (Double.isInfinite(hoursLeft()) ? "+Inf" : String.format(Locale.ROOT, "%.2f", hoursLeft()))
                + "\nisotherm_slot_active" + labels + (active ? 1 : 0);
    }
}
