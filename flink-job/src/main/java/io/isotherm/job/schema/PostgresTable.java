package io.isotherm.job.schema;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.table.ShapeRef;
import io.isotherm.job.table.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * Describes a Postgres table as the connector would, so that rows read by a query get the columns, types and encodings
 * that streamed ones have: {@link SourceTable} derives both from the same rules.
 */
public final class PostgresTable {
    private static final String DEBEZIUM = "io.debezium.";

    private PostgresTable() {}

    /**
     * @param columns those that are not excluded, in the table's order
     * @param key names of the primary key's columns in its order
     * @throws SchemaException if the stream could not replicate the table either
     */
    public static SourceTable of(
            TableId table, List<PostgresColumn> columns, List<String> key, TableSettings settings) {
        List<Schema.Field> row = new ArrayList<>();
        Map<String, Schema.Field> byName = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            PostgresColumn column = columns.get(i);
            Schema type = type(table, column);
            Schema.Field field = new Schema.Field("c" + i, type);
            byName.put(column.name(), field);
            boolean optional = !column.isNotNull() && !key.contains(column.name());
            row.add(
                    optional
                            ? new Schema.Field("c" + i, Schema.createUnion(Schema.create(Schema.Type.NULL), type))
                            : field);
        }
        List<Schema.Field> keyFields = key.stream()
                .map(name -> {
                    Schema.Field field = byName.get(name);
                    if (field == null) {
                        throw SchemaException.incompatible(
                                table + "." + name + ": the primary key's column is excluded; a key column cannot be");
                    }
                    return new Schema.Field(field.name(), field.schema());
                })
                .toList();
        Schema value = Schema.createRecord("Value", null, "isotherm", false, row);
        Schema envelope =
                Schema.createRecord("Envelope", null, "isotherm", false, List.of(new Schema.Field("after", value)));
        Schema keySchema = Schema.createRecord("Key", null, "isotherm", false, keyFields);
        return SourceTable.of(
                new ShapeRef(table.topic(), keySchema.hashCode(), value.hashCode()), keySchema, envelope, settings);
    }

    private static Schema type(TableId table, PostgresColumn column) {
        Schema schema = bare(table, column);
        Map<String, String> parameters = new HashMap<>();
        parameters.put("__debezium.source.column.type", column.declaredType().toUpperCase(java.util.Locale.ROOT));
        parameters.put("__debezium.source.column.length", String.valueOf(column.length()));
        parameters.put("__debezium.source.column.scale", String.valueOf(column.scale()));
        parameters.put("__debezium.source.column.name", column.name());
        if (schema.getType() == Schema.Type.BYTES && !column.type().equals("bytea")) {
            parameters.put("length", String.valueOf(column.length()));
        }
        if (column.missingValue() != null) {
            parameters.put(MissingValue.VALUE, column.missingValue());
        }
        schema.addProp("connect.parameters", parameters);
        return schema;
    }

    private static Schema bare(TableId table, PostgresColumn column) {
        if (column.isEnum()) {
            return named(Schema.Type.STRING, DEBEZIUM + "data.Enum");
        }
        if (PostgresTypes.arrivesAsText(column.type(), false)) {
            return named(Schema.Type.STRING, PostgresTypes.TEXT);
        }
        return switch (column.type()) {
            case "bool" -> Schema.create(Schema.Type.BOOLEAN);
            case "int2" -> {
                Schema schema = Schema.create(Schema.Type.INT);
                schema.addProp("connect.type", "int16");
                yield schema;
            }
            case "int4" -> Schema.create(Schema.Type.INT);
            case "int8", "oid" -> Schema.create(Schema.Type.LONG);
            case "float4" -> Schema.create(Schema.Type.FLOAT);
            case "float8" -> Schema.create(Schema.Type.DOUBLE);
            case "numeric", "money", "bpchar", "varchar", "text", "citext" -> Schema.create(Schema.Type.STRING);
            case "inet", "cidr", "macaddr", "macaddr8" -> Schema.create(Schema.Type.STRING);
            case "json", "jsonb" -> named(Schema.Type.STRING, DEBEZIUM + "data.Json");
            case "xml" -> named(Schema.Type.STRING, DEBEZIUM + "data.Xml");
            case "uuid" -> named(Schema.Type.STRING, DEBEZIUM + "data.Uuid");
            case "bytea" -> Schema.create(Schema.Type.BYTES);
            case "date" -> named(Schema.Type.INT, DEBEZIUM + "time.Date");
            case "timestamp" ->
                named(Schema.Type.LONG, DEBEZIUM + (column.isMillis() ? "time.Timestamp" : "time.MicroTimestamp"));
            case "timestamptz" -> named(Schema.Type.STRING, DEBEZIUM + "time.ZonedTimestamp");
            case "time" -> named(Schema.Type.LONG, DEBEZIUM + "time.MicroTime");
            case "timetz" -> named(Schema.Type.STRING, DEBEZIUM + "time.ZonedTime");
            case "interval" -> named(Schema.Type.STRING, DEBEZIUM + "time.Interval");
            case "bit" ->
                column.isOneBit()
                        ? Schema.create(Schema.Type.BOOLEAN)
                        : named(Schema.Type.BYTES, DEBEZIUM + "data.Bits");
            default ->
                throw new UnsupportedTypeException(
                        table.toString(), column.name(), column.declaredType(), "is not mapped to ClickHouse");
        };
    }

    private static Schema named(Schema.Type type, String name) {
        Schema schema = Schema.create(type);
        schema.addProp("connect.name", name);
        return schema;
    }
}
