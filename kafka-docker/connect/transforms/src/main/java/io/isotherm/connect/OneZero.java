package io.isotherm.connect;

import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;

/**
 * Makes 0 and -0 one key, as they are in Postgres and in ClickHouse. Their bytes differ, so a row that goes from one to
 * the other was deleted in one Kafka partition and created in another, by one position in the WAL: which of the two
 * came last was chance.
 *
 * <p>The row itself keeps its -0.
 */
public final class OneZero<R extends ConnectRecord<R>> extends PlainTransformation<R> {

    /** Debezium hands out a new key for every row, so it can be changed in place. */
    @Override
    public R apply(R record) {
        if (record.key() instanceof Struct key) {
            for (Field field : key.schema().fields()) {
                switch (field.schema().type()) {
                    case FLOAT64 -> {
                        if (key.getWithoutDefault(field.name()) instanceof Double number && number == 0) {
                            key.put(field, 0.0);
                        }
                    }
                    case FLOAT32 -> {
                        if (key.getWithoutDefault(field.name()) instanceof Float number && number == 0) {
                            key.put(field, 0.0f);
                        }
                    }
                    default -> {
                        // has one zero
                    }
                }
            }
        }
        return record;
    }
}
