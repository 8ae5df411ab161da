package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class HashColumnsTest {
    /** SHA-256 of {@code salta@b.c} */
    private static final String HASH = "64e00aeee03713efc7b9a3eb44b91f14610af815d66b43de91beeff6fb5a11ff";

    private static final Schema ROW = SchemaBuilder.struct()
            .optional()
            .field("id", Schema.INT64_SCHEMA)
            .field(
                    "e_mail",
                    SchemaBuilder.string()
                            .optional()
                            .defaultValue("none")
                            .parameter("__debezium.source.column.name", "e-mail")
                            .build())
            .field("name", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    private static final Schema SOURCE = SchemaBuilder.struct()
            .field("schema", Schema.STRING_SCHEMA)
            .field("table", Schema.STRING_SCHEMA)
            .build();
    private static final Schema ENVELOPE = SchemaBuilder.struct()
            .field("before", ROW)
            .field("after", ROW)
            .field("source", SOURCE)
            .build();

    @Test
    void hashesTheNamedColumnBeforeAndAfter() {
        Struct envelope = transformed("public.people.e-mail", "people", row("a@b.c"), row("a@b.c"));

        assertThat(envelope.getStruct("after").getString("e_mail")).isEqualTo(HASH);
        assertThat(envelope.getStruct("before").getString("e_mail"))
                .isEqualTo(envelope.getStruct("after").getString("e_mail"));
        assertThat(envelope.getStruct("after").getString("name")).isEqualTo("a@b.c");
    }

    @Test
    void aNameMayHaveAComma() {
        Schema row = SchemaBuilder.struct()
                .optional()
                .field(
                        "name",
                        Replacement.like(Schema.OPTIONAL_STRING_SCHEMA)
                                .parameter("__debezium.source.column.name", "Name, first")
                                .build())
                .build();
        Schema envelope = SchemaBuilder.struct()
                .field("after", row)
                .field("source", SOURCE)
                .build();
        Struct value = new Struct(envelope)
                .put("after", new Struct(row).put("name", "a@b.c"))
                .put("source", new Struct(SOURCE).put("schema", "public").put("table", "people"));

        try (HashColumns<SourceRecord> transform = configured("public.people.Name%2C+first", "salt")) {
            Struct hashed = (Struct) transform
                    .apply(new SourceRecord(null, null, "topic", envelope, value))
                    .value();

            assertThat(hashed.getStruct("after").getString("name")).isEqualTo(HASH);
        }
    }

    @Test
    void theSaltCounts() {
        String one = hashWith("one");

        assertThat(hashWith("one")).isEqualTo(one);
        assertThat(hashWith("two")).isNotEqualTo(one);
    }

    @Test
    void nullAndTheMarksStay() {
        assertThat(after("public.people.e-mail", row(null)).getWithoutDefault("e_mail"))
                .isNull();
        assertThat(after("public.people.e-mail", row("__debezium_unavailable_value"))
                        .getString("e_mail"))
                .isEqualTo("__debezium_unavailable_value");
        assertThat(after("public.people.e-mail", row("__isotherm_deleted_row_value"))
                        .getString("e_mail"))
                .isEqualTo("__isotherm_deleted_row_value");
    }

    @Test
    void aTextThatReadsLikeAMarkHasItsOwnHash() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] expected = digest.digest("salt__debezium_unavailable_value".getBytes(StandardCharsets.UTF_8));

        assertThat(after("public.people.e-mail", row("\0__debezium_unavailable_value"))
                        .getString("e_mail"))
                .isEqualTo(HexFormat.of().formatHex(expected));
    }

    /** They have a value that was never sent in a row, and must not leave in the clear either. */
    @Test
    void whatOlderRowsShowIsHashedInTheSchema() {
        Schema email = SchemaBuilder.string()
                .optional()
                .parameter("__debezium.source.column.name", "e-mail")
                .parameter(MissingValues.VALUE, "a@b.c")
                .build();
        Schema row = SchemaBuilder.struct()
                .optional()
                .field("e_mail", email)
                .field(
                        "name",
                        SchemaBuilder.string()
                                .optional()
                                .parameter(MissingValues.VALUE, "a@b.c")
                                .build())
                .build();
        Schema envelope = SchemaBuilder.struct()
                .field("before", row)
                .field("after", row)
                .field("source", SOURCE)
                .build();
        Struct value = new Struct(envelope)
                .put("after", new Struct(row).put("e_mail", "a@b.c").put("name", null))
                .put("source", new Struct(SOURCE).put("schema", "public").put("table", "people"));
        SourceRecord record = new SourceRecord(null, null, "topic", envelope, value);

        try (HashColumns<SourceRecord> transform = configured("public.people.e-mail", "salt")) {
            SourceRecord hashed = transform.apply(record);

            Schema after = hashed.valueSchema().field("after").schema();
            assertThat(hashed.valueSchema().field("before").schema()).isSameAs(after);
            assertThat(after.field("e_mail").schema().parameters())
                    .containsEntry(MissingValues.VALUE, HASH)
                    .containsEntry("__debezium.source.column.name", "e-mail");
            assertThat(after.field("name").schema().parameters()).containsEntry(MissingValues.VALUE, "a@b.c");
            Struct changed = (Struct) hashed.value();
            assertThat(changed.schema()).isSameAs(hashed.valueSchema());
            assertThat(changed.getStruct("after").getString("e_mail")).isEqualTo(HASH);
        }
    }

    @Test
    void otherTablesPass() {
        Struct envelope = transformed("public.people.e-mail", "pets", null, row("a@b.c"));

        assertThat(envelope.getStruct("after").getString("e_mail")).isEqualTo("a@b.c");
    }

    @Test
    void recordsThatAreNoChangeEventsPass() {
        Schema heartbeat =
                SchemaBuilder.struct().field("ts_ms", Schema.INT64_SCHEMA).build();
        Struct value = new Struct(heartbeat).put("ts_ms", 1L);
        SourceRecord record = new SourceRecord(null, null, "topic", heartbeat, value);

        try (HashColumns<SourceRecord> transform = configured("public.people.e-mail", "salt")) {
            assertThat(transform.apply(record)).isSameAs(record);
        }
    }

    @Test
    void ofARowWithoutTheColumnOrWithAnotherTypeOnlyTheKeyLeaves() {
        assertWithheld("public.people.email", "column email is to be hashed, but there is no such column; ");
        assertWithheld("public.people.id", "column id is to be hashed, but it is no text; ");
    }

    private static void assertWithheld(String column, String reason) {
        Schema key = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();
        Struct envelope = envelope("people", row("old@b.c"), row("a@b.c"));
        try (HashColumns<SourceRecord> transform = configured(column, "salt")) {
            Struct sent = (Struct) transform
                    .apply(new SourceRecord(
                            null, null, "topic", null, key, new Struct(key).put("id", 1L), ENVELOPE, envelope))
                    .value();

            sent.validate();
            assertThat(sent.toString()).doesNotContain("@").contains("people");
            assertThat(sent.getStruct("after").getInt64("id")).isEqualTo(1);
            assertThat(sent.getStruct("after").schema().fields()).hasSize(1);
            assertThat(sent.getStruct("after").schema().parameters().get("isotherm.withheld"))
                    .startsWith(reason);
            assertThat(sent.getStruct("before").schema())
                    .isSameAs(sent.getStruct("after").schema());
        }
    }

    private static String hashWith(String salt) {
        try (HashColumns<SourceRecord> transform = configured("public.people.e-mail", salt)) {
            return apply(transform, "people", null, row("a@b.c"))
                    .getStruct("after")
                    .getString("e_mail");
        }
    }

    private static Struct after(String columns, Struct row) {
        return transformed(columns, "people", null, row).getStruct("after");
    }

    private static Struct row(String text) {
        return new Struct(ROW).put("id", 1L).put("e_mail", text).put("name", text);
    }

    private static Struct transformed(String columns, String table, Struct before, Struct after) {
        try (HashColumns<SourceRecord> transform = configured(columns, "salt")) {
            return apply(transform, table, before, after);
        }
    }

    private static Struct apply(HashColumns<SourceRecord> transform, String table, Struct before, Struct after) {
        return (Struct) transform
                .apply(new SourceRecord(null, null, "topic", ENVELOPE, envelope(table, before, after)))
                .value();
    }

    private static Struct envelope(String table, Struct before, Struct after) {
        return new Struct(ENVELOPE)
                .put("before", before)
                .put("after", after)
                .put("source", new Struct(SOURCE).put("schema", "public").put("table", table));
    }

    private static HashColumns<SourceRecord> configured(String columns, String salt) {
        HashColumns<SourceRecord> transform = new HashColumns<>();
        transform.configure(Map.of("columns", columns, "salt.secret", salt));
        return transform;
    }
}
