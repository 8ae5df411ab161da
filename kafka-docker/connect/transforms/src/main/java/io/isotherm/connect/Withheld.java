package io.isotherm.connect;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * Puts in the place of a change whose values must not leave the source one that has the row's key alone, and a schema
 * that says why. The job makes a dead letter of it, so the change is counted and its table named, and no other table
 * waits.
 *
 * <p>Not thread-safe.
 */
final class Withheld {
    /** Parameter of the row's schema, which the job knows. */
    static final String REASON = "isotherm.withheld";

    private static final String AFTER = "after";

    /** What becomes of a schema that was seen last, by topic; Debezium makes a new one when a table changes. */
    private final Map<String, Substitute> substitutes = new HashMap<>();

    private record Substitute(Schema from, String reason, Schema to) {}

    /** Whether nothing but its key is in the row. */
    static boolean isWithheld(Struct row) {
        Map<String, String> parameters = row.schema().parameters();
        return parameters != null && parameters.containsKey(REASON);
    }

    /** @param record a change event of Debezium */
    <R extends ConnectRecord<R>> R apply(R record, String reason) {
        Substitute known = substitutes.get(record.topic());
        if (known == null || known.from != record.valueSchema() || !known.reason.equals(reason)) {
            known = new Substitute(
                    record.valueSchema(), reason, envelope(record.valueSchema(), names(record.keySchema()), reason));
            substitutes.put(record.topic(), known);
        }
        return record.newRecord(
                record.topic(),
                record.kafkaPartition(),
                record.keySchema(),
                record.key(),
                known.to,
                copy((Struct) record.value(), known.to),
                record.timestamp(),
                record.headers());
    }

    private static Set<String> names(Schema key) {
        Set<String> names = new HashSet<>();
        if (key != null && key.type() == Schema.Type.STRUCT) {
            key.fields().forEach(field -> names.add(field.name()));
        }
        return names;
    }

    private static Schema envelope(Schema from, Set<String> key, String reason) {
        return Replacement.withRow(from, row(from.field(AFTER).schema(), key, reason))
                .to();
    }

    private static Schema row(Schema from, Set<String> key, String reason) {
        SchemaBuilder copy = Replacement.like(from).parameter(REASON, reason);
        from.fields().stream()
                .filter(field -> key.contains(field.name()))
                .forEach(field -> copy.field(field.name(), field.schema()));
        return copy.build();
    }

    private static Struct copy(Struct from, Schema to) {
        Struct copy = new Struct(to);
        for (Field field : to.fields()) {
            Object value = from.getWithoutDefault(field.name());
            boolean isOther = value instanceof Struct struct && struct.schema() != field.schema();
            copy.put(field, isOther ? copy((Struct) value, field.schema()) : value);
        }
        return copy;
    }
}
