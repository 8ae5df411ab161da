package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** Kafka's producer refuses such a row, and Connect ended the task with all its tables. */
class LargeRowsTest {
    private static final Schema ROW = SchemaBuilder.struct()
            .name("shop.public.notes.Value")
            .optional()
            .field("id", Schema.INT64_SCHEMA)
            .field("text", Schema.OPTIONAL_STRING_SCHEMA)
            .field("image", Schema.OPTIONAL_BYTES_SCHEMA)
            .field(
                    "pages",
                    SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA)
                            .optional()
                            .build())
            .build();
    private static final Schema SOURCE = SchemaBuilder.struct()
            .field("schema", Schema.STRING_SCHEMA)
            .field("table", Schema.STRING_SCHEMA)
            .build();
    private static final Schema CHANGE = SchemaBuilder.struct()
            .name("shop.public.notes.Envelope")
            .field("before", ROW)
            .field("after", ROW)
            .field("source", SOURCE)
            .field("op", Schema.STRING_SCHEMA)
            .build();
    private static final Schema KEY =
            SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();

    private final LargeRows rows = new LargeRows();

    @Test
    void whatIsSentStaysAsItIs() {
        List<SourceRecord> records = List.of(
                change(null, row(1).put("text", "a".repeat(LargeRows.MOST - 1000))),
                change(null, row(2).put("text", "ж".repeat(LargeRows.MOST / 2 - 1000))),
                change(null, null),
                new SourceRecord(Map.of(), Map.of(), "heartbeat", null, null));

        assertThat(rows.guarded(records)).isSameAs(records);
        assertThat(rows.guarded(null)).isNull();
    }

    @Test
    void ofALargerRowOnlyTheKeyLeaves() {
        assertWithheld(change(null, row(1).put("text", "ж".repeat(LargeRows.MOST / 2 + 1))));
        assertWithheld(change(null, row(1).put("image", ByteBuffer.allocate(LargeRows.MOST + 1))));
        assertWithheld(change(null, row(1).put("pages", List.of("a".repeat(LargeRows.MOST), "b"))));
        String half = "a".repeat(LargeRows.MOST / 2);
        assertWithheld(change(row(1).put("text", half), row(1).put("text", half)));
    }

    private void assertWithheld(SourceRecord large) {
        SourceRecord small = change(null, row(2).put("text", "small"));

        List<SourceRecord> guarded = rows.guarded(List.of(large, small));

        assertThat(guarded.get(1)).isSameAs(small);
        Struct after = ((Struct) guarded.get(0).value()).getStruct("after");
        assertThat(after.schema().fields()).extracting("name").containsExactly("id");
        assertThat(after.schema().parameters().get(Withheld.REASON)).startsWith("a row is larger than 9984 KiB");
        assertThat(guarded.get(0).key()).isEqualTo(large.key());
    }

    private static Struct row(long id) {
        return new Struct(ROW).put("id", id);
    }

    private static SourceRecord change(Struct before, Struct after) {
        Struct change = new Struct(CHANGE)
                .put("before", before)
                .put("after", after)
                .put("source", new Struct(SOURCE).put("schema", "public").put("table", "notes"))
                .put("op", "u");
        return new SourceRecord(
                Map.of(), Map.of(), "shop.public.notes", KEY, new Struct(KEY).put("id", 1L), CHANGE, change);
    }
}
