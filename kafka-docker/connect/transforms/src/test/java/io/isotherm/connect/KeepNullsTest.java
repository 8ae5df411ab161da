package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class KeepNullsTest {
    private static final Schema ROW = SchemaBuilder.struct()
            .optional()
            .field("id", Schema.INT64_SCHEMA)
            .field("amount", SchemaBuilder.int32().optional().defaultValue(7).build())
            .build();
    private static final Schema ENVELOPE = SchemaBuilder.struct()
            .field("before", ROW)
            .field("after", ROW)
            .field("op", Schema.STRING_SCHEMA)
            .build();

    @Test
    void nullOfAColumnWithADefaultStaysNull() {
        Struct withNull = new Struct(ROW).put("id", 1L).put("amount", null);
        assertThat(withNull.get("amount")).as("what Connect does by itself").isEqualTo(7);

        Struct after = transformed(withNull).getStruct("after");

        assertThat(after.get("amount")).isNull();
        assertThat(after.get(ROW.field("amount"))).isNull();
        assertThat(after.get("id")).isEqualTo(1L);
        assertThat(after.schema()).isSameAs(ROW);
    }

    @Test
    void otherValuesAndMissingRowsStay() {
        Struct envelope = transformed(new Struct(ROW).put("id", 1L).put("amount", 3));

        assertThat(envelope.getStruct("after").get("amount")).isEqualTo(3);
        assertThat(envelope.get("before")).isNull();
    }

    @Test
    void recordsThatAreNoChangeEventsPass() {
        SourceRecord record = new SourceRecord(null, null, "topic", Schema.STRING_SCHEMA, "text");

        try (KeepNulls<SourceRecord> transform = new KeepNulls<>()) {
            assertThat(transform.apply(record)).isSameAs(record);
        }
    }

    private static Struct transformed(Struct after) {
        Struct envelope = new Struct(ENVELOPE).put("after", after).put("op", "c");
        SourceRecord record = new SourceRecord(null, null, "topic", ENVELOPE, envelope);
        try (KeepNulls<SourceRecord> transform = new KeepNulls<>()) {
            return (Struct) transform.apply(record).value();
        }
    }
}
