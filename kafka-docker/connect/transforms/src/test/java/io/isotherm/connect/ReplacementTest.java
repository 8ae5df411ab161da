package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class ReplacementTest {
    private static final Schema NUMBERS =
            SchemaBuilder.array(Schema.INT32_SCHEMA).optional().build();
    private static final Schema ROW = SchemaBuilder.struct()
            .name("shop.public.t.Value")
            .optional()
            .field("id", Schema.INT64_SCHEMA)
            .field(
                    "amount",
                    SchemaBuilder.float64()
                            .optional()
                            .parameter("__debezium.source.column.type", "FLOAT8")
                            .defaultValue(Double.NaN)
                            .build())
            .field("numbers", NUMBERS)
            .build();
    private static final Schema SOURCE = SchemaBuilder.struct()
            .field("schema", Schema.STRING_SCHEMA)
            .field("table", Schema.STRING_SCHEMA)
            .build();
    private static final Schema ENVELOPE = SchemaBuilder.struct()
            .name("shop.public.t.Envelope")
            .field("before", ROW)
            .field("after", ROW)
            .field("source", SOURCE)
            .field("op", Schema.STRING_SCHEMA)
            .build();

    /** A registry refuses a default that is NaN, for JSON has no such number. */
    @Test
    void aSchemaWithoutDefaultsKeepsNullsAndEverythingElse() {
        Struct row = new Struct(ROW).put("id", 1L).put("amount", null);
        assertThat(row.get("amount")).as("what Connect does by itself").isEqualTo(Double.NaN);
        Struct value = new Struct(ENVELOPE).put("after", row).put("op", "c");

        SourceRecord record = replaced(value, Replacement.ofRow(ENVELOPE, ReplacementTest::bare));

        Schema after = record.valueSchema().field("after").schema();
        assertThat(after.field("amount").schema().defaultValue()).isNull();
        assertThat(after.field("amount").schema().isOptional()).isTrue();
        assertThat(after.field("amount").schema().parameters())
                .containsEntry("__debezium.source.column.type", "FLOAT8");
        assertThat(after.field("numbers").schema()).isSameAs(NUMBERS);
        assertThat(after.name()).isEqualTo(ROW.name());
        assertThat(record.valueSchema().field("before").schema())
                .as("Avro has one definition of a name")
                .isSameAs(after);
        Struct changed = (Struct) record.value();
        assertThat(changed.schema()).isSameAs(record.valueSchema());
        assertThat(changed.get("before")).isNull();
        assertThat(changed.getStruct("after").get("amount")).isNull();
        assertThat(changed.getStruct("after").get("id")).isEqualTo(1L);
        assertThat(changed.get("op")).isEqualTo("c");
    }

    /** Later transformations read it in other ways and may change it, as ours do. */
    @Test
    void aStructUnderAnotherSchemaIsAStruct() {
        Struct row = new Struct(ROW).put("id", 1L).put("numbers", List.of(1, 2));
        Struct value = new Struct(ENVELOPE)
                .put("after", row)
                .put("op", "c")
                .put("source", new Struct(SOURCE).put("schema", "public").put("table", "t"));
        Struct changed = (Struct) replaced(value, Replacement.ofRow(ENVELOPE, ReplacementTest::bare))
                .value();
        Struct after = changed.getStruct("after");
        Struct copy = new Struct(after.schema()).put("id", 1L).put("numbers", List.of(1, 2));

        changed.validate();
        assertThat(after).isEqualTo(copy).hasSameHashCodeAs(copy).hasToString(copy.toString());
        assertThat(copy).as("the other way round, Struct's own way").isNotEqualTo(after);
        assertThat(after.getInt64("id")).isEqualTo(1L);
        assertThat(after.getArray("numbers")).isEqualTo(List.of(1, 2));
        assertThat(after.getFloat64("amount")).isNull();
        assertThat(changed.getStruct("source").getString("table")).isEqualTo("t");
        assertThatThrownBy(() -> after.getString("id")).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> after.get("nothing")).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> after.put("id", "text")).isInstanceOf(DataException.class);

        after.put("amount", 2.5);
        changed.put("before", copy);
        assertThat(changed.getStruct("after").getFloat64("amount")).isEqualTo(2.5);
        assertThat(changed.get("before")).isSameAs(copy);
        changed.put("before", null);
        assertThat(changed.get("before")).isNull();
    }

    @Test
    void aRecordWhoseSchemaStaysIsNotCopied() {
        Struct value = new Struct(ENVELOPE).put("op", "d");
        Replacement none = Replacement.ofRow(ENVELOPE, field -> field);
        SourceRecord record = new SourceRecord(null, null, "shop.public.t", ENVELOPE, value);

        assertThat(none.isNone()).isTrue();
        assertThat(Replacement.apply(record, Replacement.none(null), none)).isSameAs(record);
    }

    @Test
    void onlyDebeziumsEnvelopeIsAChange() {
        assertThat(Replacement.isChange(ENVELOPE)).isTrue();
        assertThat(Replacement.isChange(ROW)).isFalse();
        assertThat(Replacement.isChange(Schema.STRING_SCHEMA)).isFalse();
        assertThat(Replacement.isChange(null)).isFalse();
    }

    private static Field bare(Field field) {
        return field.schema().defaultValue() == null
                ? field
                : Replacement.with(field, Replacement.like(field.schema()).build());
    }

    private static SourceRecord replaced(Struct value, Replacement replacement) {
        SourceRecord record = new SourceRecord(null, null, "shop.public.t", ENVELOPE, value);
        return Replacement.apply(record, Replacement.none(null), replacement);
    }
}
