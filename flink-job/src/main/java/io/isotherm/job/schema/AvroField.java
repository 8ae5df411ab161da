package io.isotherm.job.schema;

import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * What the Confluent Avro converter and Debezium say about one field.
 *
 * @param type schema of the value that is not NULL
 * @param nullBranch index of {@code null} in the field's union, which comes second when the column has a default; -1 if
 *     the field is never NULL
 */
public record AvroField(String name, Schema type, int nullBranch) {
    private static final String SOURCE_TYPE = "__debezium.source.column.type";
    private static final String SOURCE_LENGTH = "__debezium.source.column.length";
    private static final String SOURCE_SCALE = "__debezium.source.column.scale";
    private static final String SOURCE_NAME = "__debezium.source.column.name";
    /** Of our connector: the column's number in Postgres' catalog, where it is certain. */
    private static final String SOURCE_NUMBER = "isotherm.column.number";

    /** @throws SchemaException if the field is a union other than of null and one type */
    public static AvroField of(Schema.Field field) {
        Schema schema = field.schema();
        if (!schema.isUnion()) {
            return new AvroField(field.name(), schema, -1);
        }
        List<Schema> branches = schema.getTypes();
        if (branches.size() == 2) {
            for (int i = 0; i < 2; i++) {
                if (branches.get(i).getType() == Schema.Type.NULL) {
                    return new AvroField(field.name(), branches.get(1 - i), i);
                }
            }
        }
        throw SchemaException.malformed("field '" + field.name() + "' is a union that no Connect schema makes");
    }

    /** The column's own name; Avro's may be adjusted. */
    public String columnName() {
        String original = parameter(SOURCE_NAME);
        return original == null ? name : original;
    }

    /** The column's number in the source's catalog; 0 if the connector does not know it. */
    int columnNumber() {
        return Math.max(0, number(SOURCE_NUMBER));
    }

    /** Name of the Connect schema, for example {@code io.debezium.time.Date}, or the empty string. */
    String semanticName() {
        String connectName = type.getProp("connect.name");
        return connectName == null ? "" : connectName;
    }

    /** Whether the value is the text of a type that has no form of its own. */
    boolean isText() {
        return semanticName().equals(PostgresTypes.TEXT);
    }

    /**
     * The Postgres type in upper case, for example {@code VARCHAR}, or the empty string if the connector does not say.
     */
    String sourceType() {
        String sourceType = parameter(SOURCE_TYPE);
        return sourceType == null ? "" : sourceType;
    }

    /** -1 if the type has none or it is not limited. */
    int sourceLength() {
        return number(SOURCE_LENGTH);
    }

    int sourceScale() {
        return number(SOURCE_SCALE);
    }

    boolean is(Schema.Type avroType) {
        return type.getType() == avroType;
    }

    String parameter(String key) {
        return type.getObjectProp("connect.parameters") instanceof Map<?, ?> parameters
                        && parameters.get(key) instanceof String text
                ? text
                : null;
    }

    private int number(String key) {
        String text = parameter(key);
        return text == null || !text.matches("\\d{1,9}") ? -1 : Integer.parseInt(text);
    }
}
