package io.isotherm.connect;

import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresOffsetContext;
import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * What Postgres has at a start, held against how far the connector had been. Debezium makes a slot that is missing
 * anew, and asks any log for its position: what was committed in between would be left out without a word.
 */
final class StartCheck {
    /** What an offset may have; the furthest is where the task had been. */
    private static final List<String> POSITIONS = List.of(
            "lsn", PostgresOffsetContext.LAST_COMPLETELY_PROCESSED_LSN_KEY, PostgresOffsetContext.LAST_COMMIT_LSN_KEY);

    /**
     * Debezium itself asks a slot that is lost again and again, for half an hour. An old release has no such status.
     */
    private static final String SLOT = """
            SELECT confirmed_flush_lsn::text, to_jsonb(s) ->> 'wal_status' = 'lost'
            FROM pg_replication_slots s WHERE slot_name = ?""";

    private final PostgresConnectorConfig source;
    private final Optional<Slot> slot;
    private final Optional<SourceLog> log;

    private StartCheck(PostgresConnectorConfig source, Optional<Slot> slot, Optional<SourceLog> log) {
        this.source = source;
        this.slot = slot;
        this.log = log;
    }

    /** @param confirmed before it nothing is sent, whatever position is asked for; null if there is none */
    private record Slot(Lsn confirmed, boolean isLost) {}

    static StartCheck of(PostgresConnectorConfig source) {
        try (PostgresConnection connection = new PostgresConnection(source.getJdbcConfig(), "Isotherm")) {
            return new StartCheck(
                    source,
                    connection.prepareQueryAndMap(
                            SLOT,
                            query -> query.setString(1, source.slotName()),
                            row -> row.next()
                                    ? Optional.of(new Slot(Lsn.valueOf(row.getString(1)), row.getBoolean(2)))
                                    : Optional.empty()),
                    SourceLog.of(connection));
        } catch (SQLException e) {
            throw new RetriableException("cannot look for the replication slot " + source.slotName(), e);
        }
    }

    boolean hasSlot() {
        return slot.isPresent();
    }

    /** Has the offsets of these records say of which log they are. */
    void stamp(List<SourceRecord> records) {
        log.ifPresent(written -> records.forEach(record -> stamp(record, written)));
    }

    @SuppressWarnings("unchecked") // Debezium makes this map for each offset, and keeps none
    private static void stamp(SourceRecord record, SourceLog written) {
        ((Map<String, Object>) record.sourceOffset()).put(SourceLog.OFFSET_KEY, written.id());
    }

    /**
     * @param offset as it was stored, not set back
     * @throws ConnectException if Postgres cannot send again what is missing
     */
    void requireNothingLost(Map<String, Object> offset) {
        long furthest = POSITIONS.stream()
                .map(offset::get)
                .filter(Number.class::isInstance)
                .mapToLong(position -> ((Number) position).longValue())
                .max()
                .orElse(0);
        if (furthest > 0) {
            requireSameLog((String) offset.get(SourceLog.OFFSET_KEY), furthest);
        }
        String name = source.slotName();
        if (slot.isEmpty()) {
            throw new ConnectException("replication slot " + name + " is gone, and with it what was committed since "
                    + Lsn.valueOf(furthest).asString()
                    + "; ./isotherm apply makes another one and reads all rows again");
        }
        if (slot.get().isLost()) {
            throw new ConnectException("replication slot " + name + " is lost: Postgres has removed what it had not"
                    + " sent, as max_slot_wal_keep_size tells it to; ./isotherm apply makes another one and reads all"
                    + " rows again");
        }
        Lsn confirmed = slot.get().confirmed();
        if (confirmed != null && furthest > 0 && furthest < confirmed.asLong()) {
            throw new ConnectException("Kafka has lost changes: the connector's position is "
                    + Lsn.valueOf(furthest).asString()
                    + ", and slot " + name + " sends nothing from before " + confirmed.asString()
                    + "; ./isotherm apply goes on from there and reads all rows again");
        }
    }

    /** {@code ./isotherm apply} knows the case by how the message begins. */
    private void requireSameLog(String id, long furthest) {
        if (log.isEmpty()) {
            return;
        }
        try {
            Optional<String> problem = log.get()
                    .problem(id, furthest, SourceLog.history(source, log.get().timeline()));
            if (problem.isPresent()) {
                throw new ConnectException("the write-ahead log is not the one that was read up to "
                        + Lsn.valueOf(furthest).asString() + ": " + problem.get()
                        + "; ./isotherm apply begins a new epoch and reads all rows again");
            }
        } catch (SQLException e) {
            throw new RetriableException(
                    "cannot ask for the history of timeline " + log.get().timeline(), e);
        }
    }
}
