package io.isotherm.cli.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isotherm.cli.error.CliException;
import io.isotherm.job.table.TableId;
import java.util.HashSet;
import java.util.Set;

/**
 * What a Debezium connector is still to read, by its offset: a table leaves it when its last row is in Kafka, or when
 * Debezium has given it up.
 *
 * @param everything whether the first snapshot of all tables is under way
 * @param tables {@code schema.table} of those that are read beside the running changes
 * @param position how far that read is; equal for as long as it does not move
 */
public record SnapshotState(boolean everything, Set<String> tables, String position) {
    public static final SnapshotState NOTHING = new SnapshotState(false, Set.of(), "");
    private static final String SNAPSHOT = "snapshot";
    private static final String POSITION = "incremental_snapshot_";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param offsets as Connect's REST API gives them; a connector without any has not begun */
    static SnapshotState of(JsonNode offsets) {
        JsonNode entries = offsets.path("offsets");
        boolean everything = entries.isEmpty();
        Set<String> tables = new HashSet<>();
        StringBuilder position = new StringBuilder();
        for (JsonNode entry : entries) {
            JsonNode offset = entry.path("offset");
            // the tables of an incremental one are named
            everything |= offset.hasNonNull(SNAPSHOT)
                    && !offset.path(SNAPSHOT).asText().equals("INCREMENTAL")
                    && !offset.path("snapshot_completed").asBoolean()
                    && !offset.path("last_snapshot_record").asBoolean();
            offset.properties().forEach(field -> {
                if (field.getKey().startsWith(POSITION)) {
                    position.append(field).append('\n');
                }
            });
            for (JsonNode one : parsed(offset.path(SnapshotRequest.COLLECTIONS).asText("[]"))) {
                tables.add(one.path(SnapshotRequest.ID).asText());
            }
        }
        return new SnapshotState(everything, tables, position.toString());
    }

    private static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw CliException.failed(
                    "the connector's offset has an unknown form: " + text, "see ./isotherm logs connect", e);
        }
    }

    public boolean reads(TableId table) {
        return everything || tables.contains(table.qualifiedName());
    }
}
