package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class OneZeroTest {
    private static final Schema KEY = SchemaBuilder.struct()
            .field("id", Schema.INT32_SCHEMA)
            .field("at", Schema.FLOAT64_SCHEMA)
            .field("share", Schema.OPTIONAL_FLOAT32_SCHEMA)
            .build();

    private static Struct key(Double at, Float share) {
        return new Struct(KEY).put("id", 0).put("at", at).put("share", share);
    }

    private static Struct keyOf(Struct key) {
        return (Struct) transformed(key, null).key();
    }

    private static SourceRecord transformed(Struct key, Struct value) {
        SourceRecord record =
                new SourceRecord(null, null, "t", key.schema(), key, value == null ? null : value.schema(), value);
        try (OneZero<SourceRecord> transform = new OneZero<>()) {
            return transform.apply(record);
        }
    }

    @Test
    void bothZerosAreOneKey() {
        assertThat(keyOf(key(-0.0, -0.0f))).isEqualTo(key(0.0, 0.0f)).isEqualTo(keyOf(key(0.0, 0.0f)));
    }

    @Test
    void everyOtherKeyStaysWhatItIs() {
        Struct key = key(-Double.MIN_VALUE, null);
        assertThat(keyOf(key)).isEqualTo(key);
        assertThat(keyOf(key(Double.NaN, Float.NEGATIVE_INFINITY))).isEqualTo(key(Double.NaN, Float.NEGATIVE_INFINITY));
    }

    @Test
    void theRowKeepsItsZero() {
        Struct row = key(-0.0, 1f);
        assertThat(((Struct) transformed(key(-0.0, 1f), row).value()).get("at")).isEqualTo(-0.0);
    }

    @Test
    void recordsWithoutAKeyPass() {
        SourceRecord record = new SourceRecord(null, null, "t", null, "heartbeat");
        try (OneZero<SourceRecord> transform = new OneZero<>()) {
            assertThat(transform.apply(record)).isSameAs(record);
        }
    }
}
