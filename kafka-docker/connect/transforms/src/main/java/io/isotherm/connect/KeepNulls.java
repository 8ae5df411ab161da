package io.isotherm.connect;

import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;

/**
 * Keeps NULL what is NULL in the source. A column that is nullable and has a default is sent by converters as that
 * default when its value is NULL, because {@link Struct#get(Field)} answers so and Confluent's Avro converter asks it,
 * unless it is at least version 7.3 and told {@code ignore.default.for.nullables} (schema-registry#2314). With this
 * transform every converter sees NULL, and the schema keeps the default.
 *
 * <p>Takes Debezium's change events; any other record passes as it is.
 */
public final class KeepNulls<R extends ConnectRecord<R>> extends PlainTransformation<R> {
    private static final String BEFORE = "before";
    private static final String AFTER = "after";

    @Override
    public R apply(R record) {
        if (record.value() instanceof Struct envelope) {
            keepNulls(envelope, BEFORE);
            keepNulls(envelope, AFTER);
        }
        return record;
    }

    /** Debezium hands out a new envelope for every event, so it can be changed in place. */
    private static void keepNulls(Struct envelope, String name) {
        Field field = envelope.schema().field(name);
        if (field != null && envelope.get(field) instanceof Struct row) {
            envelope.put(field, new ExplicitNulls(row));
        }
    }

    /** A row whose values are what was put in, never a default. */
    private static final class ExplicitNulls extends Struct {
        ExplicitNulls(Struct row) {
            super(row.schema());
            for (Field field : row.schema().fields()) {
                put(field, row.getWithoutDefault(field.name()));
            }
        }

        @Override
        public Object get(String fieldName) {
            return getWithoutDefault(fieldName);
        }

        @Override
        public Object get(Field field) {
            return getWithoutDefault(field.name());
        }
    }
}
