package io.isotherm.cli.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isotherm.cli.error.CliException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Has a connector read rows of some tables in chunks and merge them into the stream of changes: Debezium's
 * incremental snapshot. The tables are added to the offset of the stopped connector, where Debezium itself keeps those
 * that are still to be read (its {@code AbstractIncrementalSnapshotContext}), so that it goes on with them at its
 * start.
 *
 * <p>A signal to the running connector would do the same without a stop. But Debezium reads the first chunk in the
 * thread of the signal, while changes that come meanwhile read one in the thread of the stream: under load the
 * connector was seen to fail, with the table left out.
 */
final class SnapshotRequest {
    static final String COLLECTIONS = "incremental_snapshot_collections";
    static final String ID = COLLECTIONS + "_id";
    private static final String CONDITION = COLLECTIONS + "_additional_condition";
    private static final String SURROGATE_KEY = COLLECTIONS + "_surrogate_key";

    private static final ObjectMapper JSON = new ObjectMapper();

    private SnapshotRequest() {}

    /** Adds tables of which all rows are to be read; see {@link #add(JsonNode, Collection, RowCondition)}. */
    static void add(JsonNode offsets, Collection<String> tables) {
        add(offsets, tables, RowCondition.ALL);
    }

    /**
     * Adds tables to those that are still to be read; rows that are to be read already are not read twice.
     *
     * @param offsets of a Debezium connector as Connect's REST API gives them; changed in place. One without offsets
     *     has not begun yet, and begins with all rows of all its tables
     * @param tables {@code schema.table}
     * @param rows which rows of them
     */
    static void add(JsonNode offsets, Collection<String> tables, RowCondition rows) {
        for (JsonNode entry : offsets.path("offsets")) {
            ObjectNode offset = (ObjectNode) entry.get("offset");
            ArrayNode collections = pending(offset);
            Set<String> missing = new LinkedHashSet<>(tables);
            for (JsonNode one : collections) {
                if (rows.isAskedForBy(one.path(CONDITION).asText())) {
                    missing.remove(one.path(ID).asText());
                }
            }
            for (String table : missing) {
                collections
                        .addObject()
                        .put(ID, table)
                        .put(CONDITION, rows.ofDebezium())
                        .put(SURROGATE_KEY, "");
            }
            offset.put(COLLECTIONS, collections.toString());
        }
    }

    /** Takes tables out of those that are still to be read. */
    static void remove(JsonNode offsets, Collection<String> tables) {
        for (JsonNode entry : offsets.path("offsets")) {
            ObjectNode offset = (ObjectNode) entry.get("offset");
            ArrayNode left = JSON.createArrayNode();
            pending(offset).forEach(one -> {
                if (!tables.contains(one.path(ID).asText())) {
                    left.add(one);
                }
            });
            offset.put(COLLECTIONS, left.toString());
        }
    }

    private static ArrayNode pending(ObjectNode offset) {
        String text = offset.path(COLLECTIONS).asText("[]");
        try {
            return (ArrayNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw CliException.failed(
                    "the connector's offset has an unknown form: " + text, "see ./isotherm logs connect", e);
        }
    }
}
