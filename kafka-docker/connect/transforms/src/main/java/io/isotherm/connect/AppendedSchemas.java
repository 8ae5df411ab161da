package io.isotherm.connect;

import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * Schemas of changes that are rows by themselves: the table's columns behind those that say which change it is.
 *
 * @param from Debezium's envelope
 */
record AppendedSchemas(Schema from, Schema key, Schema row, Schema envelope) {
    /** Position of the change in the write-ahead log. */
    static final String POSITION = "_lsn";

    /** Number of the row among those of one position, from 0 on. */
    static final String NUMBER = "_nth";

    /** What the source has done. */
    static final String OPERATION = "_op";

    /** Parameter of the row's schema, which the job knows. */
    static final String APPENDED = "isotherm.appended";

    private static final String AFTER = "after";
    private static final String OP = "op";
    private static final String INSERT = "c";
    private static final String VALUE = "Value";

    private static final Schema POSITION_SCHEMA = column(SchemaBuilder.int64(), POSITION, "INT8");
    private static final Schema NUMBER_SCHEMA = column(SchemaBuilder.int64(), NUMBER, "INT8");
    private static final Schema OPERATION_SCHEMA = column(SchemaBuilder.string(), OPERATION, "TEXT");

    /** @param reason why no column of the table is in them, of which the job makes dead letters; null if all are */
    static AppendedSchemas of(Schema from, String reason) {
        Schema columns = from.field(AFTER).schema();
        Schema key = SchemaBuilder.struct()
                .name(columns.name().replaceFirst(VALUE + "$", "Key"))
                .field(POSITION, POSITION_SCHEMA)
                .field(NUMBER, NUMBER_SCHEMA)
                .build();
        SchemaBuilder row = Replacement.like(columns)
                .parameter(APPENDED, "true")
                .field(POSITION, POSITION_SCHEMA)
                .field(NUMBER, NUMBER_SCHEMA)
                .field(OPERATION, OPERATION_SCHEMA);
        if (reason == null) {
            columns.fields().forEach(field -> row.field(field.name(), field.schema()));
        } else {
            row.parameter(Withheld.REASON, reason);
        }
        Schema built = row.build();
        return new AppendedSchemas(
                from, key, built, Replacement.withRow(from, built).to());
    }

    /** As Debezium describes a column; see the job's {@code AvroField}. */
    private static Schema column(SchemaBuilder schema, String name, String type) {
        return schema.parameter("__debezium.source.column.type", type)
                .parameter("__debezium.source.column.name", name)
                .build();
    }

    Struct keyOf(long position, long number) {
        return new Struct(key).put(POSITION, position).put(NUMBER, number);
    }

    /** @param columns of the table; null where they are withheld */
    Struct change(Struct of, long position, long number, String operation, Struct columns) {
        Struct values =
                new Struct(row).put(POSITION, position).put(NUMBER, number).put(OPERATION, operation);
        if (columns != null) {
            columns.schema()
                    .fields()
                    .forEach(field -> values.put(field.name(), columns.getWithoutDefault(field.name())));
        }
        return withoutRow(of).put(OP, INSERT).put(AFTER, values);
    }

    Struct withoutRow(Struct change) {
        Struct copy = new Struct(envelope);
        for (Field field : envelope.fields()) {
            if (!Replacement.isRow(field)) {
                copy.put(field, change.getWithoutDefault(field.name()));
            }
        }
        return copy;
    }
}
