package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class FiniteDefaultsTest {
    private static Schema envelope(Object amount, Object share) {
        Schema row = SchemaBuilder.struct()
                .name("shop.public.t.Value")
                .optional()
                .field("id", Schema.INT64_SCHEMA)
                .field(
                        "amount",
                        SchemaBuilder.float64()
                                .optional()
                                .parameter("__debezium.source.column.type", "FLOAT8")
                                .defaultValue(amount)
                                .build())
                .field("share", SchemaBuilder.float32().defaultValue(share).build())
                .build();
        return SchemaBuilder.struct()
                .name("shop.public.t.Envelope")
                .field("before", row)
                .field("after", row)
                .field("op", Schema.STRING_SCHEMA)
                .build();
    }

    private static SourceRecord changed(Schema envelope, Double amount, Float share) {
        Struct after = new Struct(envelope.field("after").schema())
                .put("id", 1L)
                .put("amount", amount)
                .put("share", share);
        Struct value = new Struct(envelope).put("after", after).put("op", "c");
        SourceRecord record = new SourceRecord(null, null, "shop.public.t", envelope, value);
        try (FiniteDefaults<SourceRecord> transform = new FiniteDefaults<>()) {
            return transform.apply(record);
        }
    }

    @Test
    void defaultsThatJsonCannotSayAreLeftOutAndValuesStay() {
        SourceRecord record = changed(envelope(Double.NaN, Float.NEGATIVE_INFINITY), null, Float.NaN);

        Schema row = record.valueSchema().field("after").schema();
        assertThat(row.field("amount").schema().defaultValue()).isNull();
        assertThat(row.field("amount").schema().isOptional()).isTrue();
        assertThat(row.field("amount").schema().parameters()).containsEntry("__debezium.source.column.type", "FLOAT8");
        assertThat(row.field("share").schema().defaultValue()).isNull();
        assertThat(row.field("share").schema().isOptional()).isFalse();
        assertThat(row.name()).isEqualTo("shop.public.t.Value");
        Struct value = (Struct) record.value();
        assertThat(value.schema()).isSameAs(record.valueSchema());
        assertThat(value.get("before")).isNull();
        assertThat(value.getStruct("after").get("amount")).as("NULL stays NULL").isNull();
        assertThat(value.getStruct("after").getFloat32("share")).isNaN();
        assertThat(value.getStruct("after").getInt64("id")).isEqualTo(1L);
    }

    @Test
    void otherRecordsPassAsTheyAre() {
        Schema envelope = envelope(1.5, 2.5f);
        Struct value = new Struct(envelope).put("op", "d");
        SourceRecord change = new SourceRecord(null, null, "shop.public.t", envelope, value);
        SourceRecord tombstone = new SourceRecord(null, null, "shop.public.t", null, null);
        SourceRecord text = new SourceRecord(null, null, "topic", Schema.STRING_SCHEMA, "text");

        try (FiniteDefaults<SourceRecord> transform = new FiniteDefaults<>()) {
            assertThat(transform.apply(change)).isSameAs(change);
            assertThat(transform.apply(tombstone)).isSameAs(tombstone);
            assertThat(transform.apply(text)).isSameAs(text);
        }
    }
}
