package io.isotherm.connect;

import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.isotherm.connect.MissingValues.Answer;
import io.isotherm.connect.MissingValues.Look;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Gives change events schemas that say of a column which one of the catalog it is ({@link ColumnNumbers}), and what
 * rows show which were written before it was added ({@link MissingValues}), in place of the default that Debezium reads
 * from the text of an expression: that is wrong for many, wrong for all that were set later, and NaN as a default is no
 * JSON, so a registry refuses the schema and the connector fails with all its tables.
 *
 * <p>A schema without defaults also keeps NULL what is NULL in the source: {@link Struct#get(Field)} answers a nullable
 * column's default when its value is NULL, and Confluent's Avro converter asks it, unless it is at least version 7.3
 * and told {@code ignore.default.for.nullables} (schema-registry#2314).
 *
 * <p>Not thread-safe.
 */
final class CatalogSchemas {
    private final PostgresConnectorConfig source;

    /** What becomes of a schema that was seen last, by topic; Debezium makes a new one when a table changes. */
    private final Map<String, Replacement> keys = new HashMap<>();

    private final Map<String, Replacement> values = new HashMap<>();
    private final Map<String, Look> looks = new HashMap<>();

    CatalogSchemas(PostgresConnectorConfig source) {
        this.source = source;
    }

    List<SourceRecord> replaced(List<SourceRecord> records) {
        List<SourceRecord> replaced = new ArrayList<>(records.size());
        try (MissingValues catalog = new MissingValues(source)) {
            for (SourceRecord record : records) {
                replaced.add(Replacement.apply(record, key(record), value(record, catalog)));
            }
        }
        return replaced;
    }

    private Replacement key(SourceRecord record) {
        Schema schema = record.keySchema();
        Replacement last = keys.get(record.topic());
        if (last == null || last.from() != schema) {
            last = schema == null || schema.type() != Schema.Type.STRUCT
                    ? Replacement.none(schema)
                    : Replacement.ofFields(schema, CatalogSchemas::withoutDefault);
            keys.put(record.topic(), last);
        }
        return last;
    }

    private Replacement value(SourceRecord record, MissingValues catalog) {
        Schema schema = record.valueSchema();
        Replacement last = values.get(record.topic());
        if (last != null && last.from() == schema) {
            return last;
        }
        if (!Replacement.isChange(schema)) {
            return Replacement.none(schema);
        }
        Struct position = ((Struct) record.value()).getStruct("source");
        String schemaName = position.getString("schema");
        String table = position.getString("table");
        Answer answer = catalog.of(schemaName, table, looks.getOrDefault(record.topic(), Look.NONE));
        Map<String, Integer> numbers = catalog.numbers(schemaName, table, Replacement.columnsOf(schema));
        Replacement found = Replacement.ofRow(schema, field -> {
            String column = Replacement.columnOf(field);
            Map<String, String> parameters = new LinkedHashMap<>();
            Map.Entry<String, String> missing = answer.parameters().get(column);
            if (missing != null) {
                parameters.put(missing.getKey(), missing.getValue());
            }
            // Avro defines a record once, whatever columns are of its type
            if (numbers.containsKey(column) && field.schema().type().isPrimitive()) {
                parameters.put(ColumnNumbers.NUMBER, String.valueOf(numbers.get(column)));
            }
            return parameters.isEmpty() ? withoutDefault(field) : with(field, parameters);
        });
        looks.put(record.topic(), answer.look());
        values.put(record.topic(), found);
        return found;
    }

    private static Field withoutDefault(Field field) {
        return field.schema().defaultValue() == null
                ? field
                : Replacement.with(field, copyOf(field.schema()).build());
    }

    private static Field with(Field field, Map<String, String> parameters) {
        return Replacement.with(
                field, copyOf(field.schema()).parameters(parameters).build());
    }

    private static SchemaBuilder copyOf(Schema schema) {
        SchemaBuilder copy = Replacement.like(schema);
        if (schema.type() == Schema.Type.STRUCT) {
            schema.fields().forEach(part -> copy.field(part.name(), part.schema()));
        }
        return copy;
    }
}
