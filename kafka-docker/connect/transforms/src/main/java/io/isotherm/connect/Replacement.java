package io.isotherm.connect;

import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** A schema and the one that takes its place. Both have the same fields, and values stay what they are. */
record Replacement(Schema from, Schema to) {
    private static final String BEFORE = "before";
    private static final String AFTER = "after";
    private static final String SOURCE = "source";
    private static final String SOURCE_NAME = "__debezium.source.column.name";

    static Replacement none(Schema schema) {
        return new Replacement(schema, schema);
    }

    /** @param rule gives another schema for a field, or the one that it is given */
    static Replacement ofFields(Schema struct, UnaryOperator<Field> rule) {
        SchemaBuilder copy = like(struct);
        boolean changed = false;
        for (Field field : struct.fields()) {
            Schema to = rule.apply(field).schema();
            changed |= to != field.schema();
            copy.field(field.name(), to);
        }
        return new Replacement(struct, changed ? copy.build() : struct);
    }

    /** @param rule for the columns of a change event's row */
    static Replacement ofRow(Schema envelope, UnaryOperator<Field> rule) {
        return withRow(envelope, ofFields(envelope.field(AFTER).schema(), rule).to);
    }

    /** An envelope of other rows. Before and after share a schema, of which Avro wants one definition. */
    static Replacement withRow(Schema envelope, Schema row) {
        return ofFields(envelope, field -> isRow(field) ? with(field, row) : field);
    }

    /** Whether a field of an envelope is the row before or after. */
    static boolean isRow(Field field) {
        return field.name().equals(BEFORE) || field.name().equals(AFTER);
    }

    static boolean isChange(Schema schema) {
        return schema != null
                && schema.type() == Schema.Type.STRUCT
                && schema.field(AFTER) != null
                && schema.field(SOURCE) != null
                && schema.field(SOURCE).schema().type() == Schema.Type.STRUCT
                && schema.field(SOURCE).schema().field("schema") != null
                && schema.field(SOURCE).schema().field("table") != null;
    }

    static Field with(Field field, Schema schema) {
        return new Field(field.name(), field.index(), schema);
    }

    /** Without its fields and its default. */
    static SchemaBuilder like(Schema schema) {
        SchemaBuilder bare =
                switch (schema.type()) {
                    case ARRAY -> SchemaBuilder.array(schema.valueSchema());
                    case MAP -> SchemaBuilder.map(schema.keySchema(), schema.valueSchema());
                    default -> new SchemaBuilder(schema.type());
                };
        SchemaBuilder copy = bare.name(schema.name()).version(schema.version()).doc(schema.doc());
        if (schema.parameters() != null) {
            copy.parameters(schema.parameters());
        }
        return schema.isOptional() ? copy.optional() : copy.required();
    }

    /** Name of the column in the source; the field's may be adjusted. */
    static String columnOf(Field field) {
        String original = field.schema().parameters() == null
                ? null
                : field.schema().parameters().get(SOURCE_NAME);
        return original == null ? field.name() : original;
    }

    /** Names in the source of the columns of a change event's row, in its order. */
    static List<String> columnsOf(Schema envelope) {
        return envelope.field(AFTER).schema().fields().stream()
                .map(Replacement::columnOf)
                .toList();
    }

    boolean isNone() {
        return from == to;
    }

    static <R extends ConnectRecord<R>> R apply(R record, Replacement key, Replacement value) {
        if (key.isNone() && value.isNone()) {
            return record;
        }
        return record.newRecord(
                record.topic(),
                record.kafkaPartition(),
                key.to,
                seen(record.key(), key),
                value.to,
                seen(record.value(), value),
                record.timestamp(),
                record.headers());
    }

    private static Object seen(Object value, Replacement replacement) {
        return value instanceof Struct struct && !replacement.isNone() ? new StructView(struct, replacement.to) : value;
    }
}
