package io.isotherm.cli.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isotherm.cli.connection.Connections;
import io.isotherm.job.config.PipelineNames;
import io.isotherm.job.table.TableId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A connector whose position its slot cannot go on from: the slot is gone or lost, it has confirmed more than the
 * connector knows, or the log is not the one that was read. The connector's task refuses to start there, because the
 * changes in between cannot be read any more. It then goes on from the slot, which is made again if need be, and reads
 * the rows of all its tables again.
 */
final class LostPosition {
    /** How the connector's task begins its refusal of another log, which it makes when it starts. */
    private static final String ANOTHER_LOG = "the write-ahead log is not the one that was read";

    private final Connections connections;
    private final ConnectClient connect;
    private final String connector;
    private final String database;
    private final SourceSlot slot;
    private final Consumer<String> progress;

    LostPosition(Connections connections, ConnectClient connect, String database, Consumer<String> progress) {
        this.connections = connections;
        this.connect = connect;
        this.connector = PipelineNames.connector(database);
        this.database = database;
        this.slot = new SourceSlot(connections, database);
        this.progress = progress;
    }

    /**
     * Why a connector cannot go on from where it was.
     *
     * @param isOfAnotherLog whether changes from now on may have lower positions than older ones
     */
    record Loss(String reason, boolean isOfAnotherLog) {}

    /** Empty if it can go on, or has not read anything yet. */
    Optional<Loss> find() {
        // in this order: the slot follows what a running connector has stored
        Optional<SourceSlot.State> state = slot.state();
        JsonNode offsets = connect.offsets(connector);
        if (SnapshotState.of(offsets).everything()) {
            return Optional.empty();
        }
        String refusal = connect.state(connector);
        if (refusal.contains(ANOTHER_LOG)) {
            String reason = refusal.substring(refusal.indexOf(ANOTHER_LOG));
            return Optional.of(new Loss(reason.replaceFirst("; \\./isotherm apply .*", ""), true));
        }
        if (state.isEmpty()) {
            return Optional.of(loss("replication slot " + slot.name() + " is gone", offsets));
        }
        if (state.get().isLost()) {
            return Optional.of(loss(
                    "replication slot " + slot.name()
                            + " is lost: Postgres has removed what it had not sent (max_slot_wal_keep_size)",
                    offsets));
        }
        return liesBefore(offsets, state.get().confirmed())
                ? Optional.of(loss(
                        "Kafka has lost changes before "
                                + state.get().confirmed().asString(),
                        offsets))
                : Optional.empty();
    }

    /**
     * A restored or promoted server often lacks the slot, too, and the task may not have looked yet. An epoch too many
     * does no harm: all rows are read again in either case.
     */
    private Loss loss(String reason, JsonNode offsets) {
        return new Loss(reason, !isOf(WrittenLog.of(connections, database), offsets));
    }

    static boolean isOf(WrittenLog log, JsonNode offsets) {
        for (JsonNode entry : offsets.path("offsets")) {
            if (!log.has(entry.path("offset"))) {
                return false;
            }
        }
        return true;
    }

    /** Has the connector go on from the slot's position. */
    void recover(Loss loss, Collection<TableId> tables) {
        List<String> names = tables.stream().map(TableId::qualifiedName).toList();
        progress.accept(database + ": " + loss.reason() + "; Postgres does not have these changes any more");
        connect.changeOffsets(connector, offsets -> {
            moveTo(offsets, slot.made());
            SnapshotRequest.add(offsets, names);
        });
        progress.accept("  all rows of its tables are read again: " + String.join(", ", names));
        progress.accept("  -> ./isotherm resync --delete-surplus TABLE... also deletes the rows that were deleted in"
                + " Postgres meanwhile; ./isotherm verify names them");
    }

    static boolean liesBefore(JsonNode offsets, LogSequenceNumber confirmed) {
        for (JsonNode entry : offsets.path("offsets")) {
            OptionalLong furthest = WrittenLog.furthest(entry.path("offset"));
            if (furthest.isPresent() && furthest.getAsLong() < confirmed.asLong()) {
                return true;
            }
        }
        return false;
    }

    /** The task then takes whatever log is there for the one that it had read. */
    static void moveTo(JsonNode offsets, LogSequenceNumber confirmed) {
        for (JsonNode entry : offsets.path("offsets")) {
            ObjectNode offset = (ObjectNode) entry.get("offset");
            offset.remove(WrittenLog.OFFSET_KEY);
            WrittenLog.positions().filter(offset::has).forEach(position -> offset.put(position, confirmed.asLong()));
        }
    }
}
