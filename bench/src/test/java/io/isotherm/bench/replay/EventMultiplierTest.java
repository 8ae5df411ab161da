package io.isotherm.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** Copies are read back with Avro itself. */
class EventMultiplierTest {
    private static final int COPIES = 1000;
    private static final byte[] HEADER = {0, 0, 0, 0, 7};
    private static final Schema KEY =
            SchemaBuilder.record("Key").fields().requiredLong("order_id").endRecord();
    private static final Schema ROW = SchemaBuilder.record("Value")
            .fields()
            .optionalString("note")
            .requiredLong("order_id")
            .optionalLong("user_id")
            .endRecord();
    private static final Schema SOURCE = SchemaBuilder.record("Source")
            .fields()
            .requiredString("version")
            .optionalLong("lsn")
            .optionalLong("xmin")
            .endRecord();
    private static final Schema ENVELOPE = SchemaBuilder.record("Envelope")
            .fields()
            .name("before")
            .type(SchemaBuilder.unionOf().nullType().and().type(ROW).endUnion())
            .withDefault(null)
            .name("after")
            .type(SchemaBuilder.unionOf().nullType().and().type(ROW).endUnion())
            .withDefault(null)
            .name("source")
            .type(SOURCE)
            .noDefault()
            .requiredString("op")
            .endRecord();

    private final EventMultiplier events = new EventMultiplier(
            List.of(
                    event("c", 501, 7000, "short"),
                    event("c", 502, 7100, null),
                    event("u", 501, 7200, "a longer text ".repeat(20)),
                    event("d", 501, 7300, null),
                    tombstone(501),
                    event("c", 501, 7400, "back again")),
            COPIES);

    /** What is left of a topic when each row's newest change wins. */
    private final Map<Long, GenericRecord> live = new HashMap<>();

    private final Map<Long, Long> lastPosition = new HashMap<>();
    private final List<Long> positions = new ArrayList<>();

    @Test
    void givesEachCopyItsOwnRowsWithTheSameLife() {
        events.produce(0, 1, this::apply);

        assertThat(events.events()).isEqualTo(6L * COPIES);
        assertThat(live).hasSize(2 * COPIES);
        for (int copy = 0; copy < COPIES; copy++) {
            assertThat(live.get(501L + 2 * copy).get("note")).hasToString("back again");
            assertThat(live.get(502L + 2 * copy).get("note")).isNull();
        }
        assertThat(live).doesNotContainKey(events.endId());
    }

    @Test
    void letsPositionsRiseOverTheWholeTopic() {
        events.produce(0, 1, this::apply);
        events.produceMarks(3, this::apply);
        assertThat(positions).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void makesTheSameRecordsInSeveralParts() {
        Set<String> whole = new HashSet<>();
        events.produce(0, 1, (key, value) -> whole.add(text(key, value)));
        Set<String> parts = new HashSet<>();
        events.produce(0, 2, (key, value) -> parts.add(text(key, value)));
        events.produce(1, 2, (key, value) -> parts.add(text(key, value)));
        assertThat(parts).isEqualTo(whole);
    }

    @Test
    void putsMarksBehindTheLastCopy() {
        events.produceMarks(3, this::apply);
        assertThat(live).containsOnlyKeys(events.endId(), events.endId() + 1, events.endId() + 2);
    }

    @Test
    void makesAtLeastWhatIsAskedFor() {
        List<BaseEvent> one = List.of(event("c", 1, 1, null), event("u", 1, 2, null));
        assertThat(EventMultiplier.atLeast(one, 9).events()).isEqualTo(10);
        assertThat(EventMultiplier.atLeast(one, 10).events()).isEqualTo(10);
    }

    private void apply(byte[] key, byte[] value) {
        long id = (Long) read(KEY, key).get("order_id");
        if (value == null) {
            return;
        }
        GenericRecord envelope = read(ENVELOPE, value);
        boolean delete = envelope.get("op").toString().equals("d");
        GenericRecord row = (GenericRecord) envelope.get(delete ? "before" : "after");
        long position = (Long) ((GenericRecord) envelope.get("source")).get("lsn");
        positions.add(position);
        assertThat(row.get("order_id")).isEqualTo(id);
        assertThat(position).isGreaterThan(lastPosition.getOrDefault(id, -1L));
        lastPosition.put(id, position);
        if (delete) {
            live.remove(id);
        } else {
            live.put(id, row);
        }
    }

    private static BaseEvent event(String op, long id, long lsn, String note) {
        GenericRecord row = new GenericData.Record(ROW);
        row.put("order_id", id);
        row.put("user_id", 77L);
        row.put("note", note);
        GenericRecord source = new GenericData.Record(SOURCE);
        source.put("version", "3.6");
        source.put("lsn", lsn);
        GenericRecord envelope = new GenericData.Record(ENVELOPE);
        envelope.put("source", source);
        envelope.put("op", op);
        envelope.put(op.equals("d") ? "before" : "after", row);
        return new BaseEvent(key(id), EventTemplate.ofEnvelope(bytes(envelope), ENVELOPE, "order_id"));
    }

    private static BaseEvent tombstone(long id) {
        return new BaseEvent(key(id), null);
    }

    private static EventTemplate key(long id) {
        GenericRecord key = new GenericData.Record(KEY);
        key.put("order_id", id);
        return EventTemplate.ofKey(bytes(key), KEY, "order_id");
    }

    private static byte[] bytes(GenericRecord row) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(HEADER);
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        try {
            new GenericDatumWriter<GenericRecord>(row.getSchema()).write(row, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static GenericRecord read(Schema schema, byte[] bytes) {
        try {
            return new GenericDatumReader<GenericRecord>(schema)
                    .read(
                            null,
                            DecoderFactory.get()
                                    .binaryDecoder(bytes, HEADER.length, bytes.length - HEADER.length, null));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(byte[] key, byte[] value) {
        return read(KEY, key) + " "
                + (value == null ? "tombstone" : read(ENVELOPE, value).toString());
    }
}
