package io.isotherm.cli.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isotherm.cli.Cause;
import io.isotherm.cli.CliException;
import io.isotherm.cli.Connections;
import io.isotherm.job.table.TableId;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A connector whose position lies before what its slot has confirmed. Debezium refuses to start there for good, because the slot
 * does not give these changes again. It happens where Kafka loses what it has acknowledged: one that does not sync, without
 * power. The connector then goes on from the slot, and reads the rows of all its tables again; deletes in between cannot be
 * read any more.
 */
final class LostPosition {
    /** Where Debezium keeps how far it is, as numbers. */
    private static final List<String> POSITIONS = List.of("lsn", "lsn_proc", "lsn_commit");

    private final Connections connections;
    private final PrintWriter progress;

    LostPosition(Connections connections, PrintWriter progress) {
        this.connections = connections;
        this.progress = progress;
    }

    /** Brings the connector to the slot's position if its own is lost; any other is left alone. */
    void recover(
            ConnectClient connect,
            String connector,
            String database,
            List<TableId> tables,
            Consumer<List<TableId>> beforeReadingAgain) {
        // in this order: the slot follows what a running connector has stored
        Optional<LogSequenceNumber> confirmed = confirmedBySlot(database);
        if (confirmed.isEmpty() || !liesBefore(connect.offsets(connector), confirmed.get())) {
            return;
        }
        beforeReadingAgain.accept(tables);
        List<String> names = tables.stream().map(TableId::qualifiedName).toList();
        connect.changeOffsets(connector, offsets -> {
            moveTo(offsets, confirmed.get());
            SnapshotRequest.add(offsets, names);
        });
        progress.println("  Kafka has lost changes of " + database + " before "
                + confirmed.get().asString() + ", and Postgres does not have them any more");
        progress.println("    all rows of its tables are read again: " + String.join(", ", names));
        progress.println("    -> ./isotherm resync --delete-surplus TABLE... also deletes the rows that were deleted in"
                + " Postgres meanwhile; ./isotherm verify names them");
        progress.flush();
    }

    private Optional<LogSequenceNumber> confirmedBySlot(String database) {
        try (Connection connection = connections.postgres(database);
                PreparedStatement query = connection.prepareStatement(
                        "SELECT confirmed_flush_lsn::text FROM pg_replication_slots WHERE slot_name = ?")) {
            query.setString(1, PostgresSource.publicationOf(database));
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.ofNullable(row.getString(1)).map(LogSequenceNumber::valueOf)
                        : Optional.empty();
            }
        } catch (SQLException e) {
            throw CliException.failed(
                    "cannot ask for the replication slot of " + database + ": " + Cause.of(e),
                    "see ./isotherm logs postgres",
                    e);
        }
    }

    static boolean liesBefore(JsonNode offsets, LogSequenceNumber confirmed) {
        for (JsonNode entry : offsets.path("offsets")) {
            OptionalLong furthest = POSITIONS.stream()
                    .map(entry.path("offset")::path)
                    .filter(JsonNode::isNumber)
                    .mapToLong(JsonNode::asLong)
                    .max();
            if (furthest.isPresent() && furthest.getAsLong() < confirmed.asLong()) {
                return true;
            }
        }
        return false;
    }

    static void moveTo(JsonNode offsets, LogSequenceNumber confirmed) {
        for (JsonNode entry : offsets.path("offsets")) {
            ObjectNode offset = (ObjectNode) entry.get("offset");
            for (String position : POSITIONS) {
                if (offset.has(position)) {
                    offset.put(position, confirmed.asLong());
                }
            }
        }
    }
}
