package io.isotherm.connect;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * Leaves out of the schema the default of a column that is NaN or an infinity. A registry refuses an Avro schema with such a
 * default, because JSON has no such numbers, and the connector would fail with all its tables. Values stay as they are.
 *
 * <p>Comes before {@link KeepNulls}, whose rows it would copy with their defaults. Not thread-safe.
 */
public final class FiniteDefaults<R extends ConnectRecord<R>> extends PlainTransformation<R> {
    /** What becomes of a schema that was seen last; Debezium makes a new one when a table changes. */
    private record Change(Schema from, Schema to) {
        boolean isNone() {
            return from == to;
        }
    }

    private final Map<String, Change> keys = new HashMap<>();
    private final Map<String, Change> values = new HashMap<>();

    @Override
    public R apply(R record) {
        Change key = change(keys, record.topic(), record.keySchema());
        Change value = change(values, record.topic(), record.valueSchema());
        if (key.isNone() && value.isNone()) {
            return record;
        }
        return record.newRecord(
                record.topic(),
                record.kafkaPartition(),
                key.to(),
                converted(record.key(), key),
                value.to(),
                converted(record.value(), value),
                record.timestamp(),
                record.headers());
    }

    private static Change change(Map<String, Change> known, String topic, Schema schema) {
        Change last = known.get(topic);
        if (last == null || last.from() != schema) {
            last = new Change(schema, schema == null ? null : finite(schema));
            known.put(topic, last);
        }
        return last;
    }

    /** The schema itself if nothing is to be left out. */
    private static Schema finite(Schema schema) {
        boolean isLeftOut = isNotFinite(schema.defaultValue());
        if (schema.type() != Schema.Type.STRUCT) {
            return isLeftOut ? like(schema).build() : schema;
        }
        SchemaBuilder copy = like(schema);
        boolean changed = false;
        for (Field field : schema.fields()) {
            Schema finite = finite(field.schema());
            changed |= finite != field.schema();
            copy.field(field.name(), finite);
        }
        return changed ? copy.build() : schema;
    }

    private static boolean isNotFinite(Object value) {
        return value instanceof Double number && !Double.isFinite(number)
                || value instanceof Float single && !Float.isFinite(single);
    }

    /** Without its fields and its default. */
    private static SchemaBuilder like(Schema schema) {
        SchemaBuilder copy = new SchemaBuilder(schema.type())
                .name(schema.name())
                .version(schema.version())
                .doc(schema.doc());
        if (schema.parameters() != null) {
            copy.parameters(schema.parameters());
        }
        return schema.isOptional() ? copy.optional() : copy.required();
    }

    private static Object converted(Object value, Change change) {
        return change.isNone() ? value : converted(value, change.to());
    }

    private static Object converted(Object value, Schema to) {
        if (!(value instanceof Struct struct) || struct.schema() == to) {
            return value;
        }
        Struct copy = new Struct(to);
        for (Field field : to.fields()) {
            copy.put(field, converted(struct.getWithoutDefault(field.name()), field.schema()));
        }
        return copy;
    }
}
