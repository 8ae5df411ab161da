package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** A change of a table without a key has its place in the log for its key, the same whenever it is sent. */
class AppendedChangesTest {
    private static final String TOPIC = "shop.public.log";
    private static final Schema ROW = SchemaBuilder.struct()
            .name("shop.public.log.Value")
            .optional()
            .field("text", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    private static final Schema SOURCE = SchemaBuilder.struct()
            .field("schema", Schema.STRING_SCHEMA)
            .field("table", Schema.STRING_SCHEMA)
            .field("lsn", Schema.OPTIONAL_INT64_SCHEMA)
            .field("txId", Schema.OPTIONAL_INT64_SCHEMA)
            .build();
    private static final Schema CHANGE = SchemaBuilder.struct()
            .name("shop.public.log.Envelope")
            .field("before", ROW)
            .field("after", ROW)
            .field("source", SOURCE)
            .field("op", Schema.STRING_SCHEMA)
            .build();

    private final AppendedChanges changes = new AppendedChanges("shop", List.of("public.log@100:10:20:14"));

    @Test
    void everyChangeIsARow() {
        List<String> rows = rows(
                change("c", 200, 21, null, "a"),
                change("c", 200, 21, null, "b"),
                change("u", 208, 21, "a", "A"),
                new SourceRecord(Map.of(), Map.of(), TOPIC, null, null, null, null),
                change("d", 216, 21, "b", null),
                change("c", 224, 22, null, null));
        assertThat(rows)
                .containsExactly(
                        "200.0 insert a",
                        "200.1 insert b",
                        "208.0 update_before a",
                        "208.1 update_after A",
                        "216.0 delete b",
                        "224.0 insert null");
    }

    @Test
    void whatWasReadIsNotSent() {
        assertThat(rows(
                        change("c", 50, 9, null, "read"),
                        change("d", 60, 14, "open", null),
                        change("c", 70, 19, null, "read"),
                        change("c", 80, 20, null, "later"),
                        change("r", 90, 20, null, "of a snapshot of the connector"),
                        change("c", 100, 9, null, "numbers begin anew")))
                .containsExactly("60.0 delete open", "80.0 insert later", "100.0 insert numbers begin anew");
    }

    @Test
    void aChangeWithoutItsOldRowIsWithheld() {
        List<SourceRecord> replaced = changes.replaced(List.of(change("u", 200, 21, null, "new")));
        assertThat(replaced).hasSize(2);
        Struct first = ((Struct) replaced.get(0).value()).getStruct("after");
        assertThat(first.schema().parameters().get(Withheld.REASON)).contains("REPLICA IDENTITY FULL");
        assertThat(first.schema().field("text")).isNull();
        Struct second = ((Struct) replaced.get(1).value()).getStruct("after");
        assertThat(second.getString("text")).isEqualTo("new");
    }

    @Test
    void otherTablesAndATruncateStayWhatTheyAre() {
        SourceRecord other = new SourceRecord(
                Map.of(),
                Map.of(),
                "shop.public.other",
                null,
                null,
                CHANGE,
                change("c", 1, 1, null, "x").value());
        assertThat(changes.replaced(List.of(other))).containsExactly(other);
        List<SourceRecord> truncate = changes.replaced(List.of(change("t", 200, 21, null, null)));
        assertThat(truncate).hasSize(1);
        assertThat(truncate.get(0).key()).isNull();
        assertThat(((Struct) truncate.get(0).value()).getString("op")).isEqualTo("t");
        List<SourceRecord> records = List.of(other);
        assertThat(new AppendedChanges("shop", List.of("")).replaced(records)).isSameAs(records);
    }

    private List<String> rows(SourceRecord... records) {
        List<String> rows = new ArrayList<>();
        for (SourceRecord record : changes.replaced(List.of(records))) {
            Struct change = (Struct) record.value();
            Struct after = change.getStruct("after");
            Struct key = (Struct) record.key();
            assertThat(change.getString("op")).isEqualTo("c");
            assertThat(change.getStruct("before")).isNull();
            assertThat(key.schema().name()).isEqualTo("shop.public.log.Key");
            assertThat(key.get("_lsn")).isEqualTo(after.get("_lsn"));
            assertThat(key.get("_nth")).isEqualTo(after.get("_nth"));
            assertThat(after.schema().parameters()).containsKey("isotherm.appended");
            change.validate();
            rows.add(key.get("_lsn") + "." + key.get("_nth") + " " + after.get("_op") + " " + after.get("text"));
        }
        return rows;
    }

    private static SourceRecord change(String op, long position, long transaction, String before, String after) {
        Struct source = new Struct(SOURCE)
                .put("schema", "public")
                .put("table", "log")
                .put("lsn", position)
                .put("txId", transaction);
        Struct value = new Struct(CHANGE).put("source", source).put("op", op);
        if ("d".equals(op) || "u".equals(op) && before != null) {
            value.put("before", new Struct(ROW).put("text", before));
        }
        if ("c".equals(op) || "r".equals(op) || "u".equals(op)) {
            value.put("after", new Struct(ROW).put("text", after));
        }
        return new SourceRecord(Map.of(), Map.of(), TOPIC, null, null, CHANGE, value);
    }
}
