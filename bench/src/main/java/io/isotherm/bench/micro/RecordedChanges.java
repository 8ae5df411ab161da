package io.isotherm.bench.micro;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.isotherm.bench.replay.BaseEvent;
import io.isotherm.bench.replay.EventTemplate;
import io.isotherm.bench.stack.BenchException;
import io.isotherm.job.schema.SchemaRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Changes of one table as Debezium sent them, and the schemas to read them with: a file that a forked JVM can load.
 *
 * @param keySchema JSON of the key's schema
 * @param envelopeSchema JSON of the value's schema
 */
public record RecordedChanges(String topic, String keySchema, String envelopeSchema, List<Change> changes) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Bytes as they are in Kafka, magic byte and schema id included. */
    public record Change(byte[] key, byte[] value) {}

    /** All but the tombstones of Kafka, which nobody decodes. */
    static RecordedChanges of(String topic, List<BaseEvent> events, SchemaRegistry registry) {
        List<Change> changes = events.stream()
                .filter(event -> !event.isTombstone())
                .map(event -> new Change(
                        event.key().copy(event.key().id(), 0),
                        event.value().copy(event.value().id(), event.value().lsn())))
                .toList();
        int keyId = EventTemplate.schemaId(changes.get(0).key());
        int valueId = EventTemplate.schemaId(changes.get(0).value());
        for (Change change : changes) {
            if (EventTemplate.schemaId(change.key()) != keyId || EventTemplate.schemaId(change.value()) != valueId) {
                throw new BenchException("the changes of " + topic + " were written with more than one schema");
            }
        }
        return new RecordedChanges(
                topic, registry.get(keyId).toString(), registry.get(valueId).toString(), changes);
    }

    void save(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        JSON.writeValue(file.toFile(), this);
    }

    static RecordedChanges load(Path file) throws IOException {
        return JSON.readValue(file.toFile(), RecordedChanges.class);
    }
}
