package io.isotherm.job.decode;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.model.RawRecord;
import io.isotherm.job.schema.SourceTable;
import io.isotherm.job.table.ShapeRef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Debezium envelopes around any row, written by Avro's own encoder. */
final class Envelopes {
    static final String TOPIC = "shop.public.t";
    static final int KEY_ID = 1;
    static final int VALUE_ID = 2;
    private static final String SOURCE = """
            {"type":"record","name":"Source","fields":[
              {"name":"version","type":"string"},
              {"name":"snapshot","type":[{"type":"string"},"null"],"default":"false"},
              {"name":"sequence","type":["null","string"]},
              {"name":"ts_ms","type":"long"},
              {"name":"ts_us","type":["null","long"]},
              {"name":"lsn","type":["null","long"]}]}""";

    final Schema row;
    final Schema key;
    final Schema envelope;

    /** @param rowFields and keyFields JSON of the Avro fields */
    Envelopes(String rowFields, String keyFields) {
        key = new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"Key\",\"fields\":[" + keyFields + "]}");
        // The operation first and the source last: positions must come from the schema.
        envelope = new Schema.Parser().parse("""
                {"type":"record","name":"Envelope","fields":[
                  {"name":"op","type":"string"},
                  {"name":"before","type":["null",{"type":"record","name":"Value","fields":[%s]}]},
                  {"name":"after","type":["null","Value"]},
                  {"name":"transaction","type":["null",{"type":"record","name":"block","fields":[
                    {"name":"id","type":"string"},{"name":"total_order","type":"long"}]}]},
                  {"name":"tags","type":{"type":"array","items":["null","string"]}},
                  {"name":"ts_ms","type":["null","long"]},
                  {"name":"source","type":%s}]}""".formatted(rowFields, SOURCE));
        row = envelope.getField("before").schema().getTypes().get(1);
    }

    /** Of rows with the key {@code id} and one more column, {@code v}, of this Avro type. */
    static Envelopes ofColumn(String avro) {
        return new Envelopes(
                "{\"name\":\"id\",\"type\":\"long\"},{\"name\":\"v\",\"type\":" + avro + "}",
                "{\"name\":\"id\",\"type\":\"long\"}");
    }

    /** A row with this value in {@code v}. */
    RawRecord insertOf(Object value) {
        GenericRecord newKey = key();
        newKey.put("id", 1L);
        GenericRecord newRow = row();
        newRow.put("id", 1L);
        newRow.put("v", value);
        return record(newKey, change("c", null, newRow));
    }

    SourceTable table(TableSettings settings) {
        return SourceTable.of(new ShapeRef(TOPIC, KEY_ID, VALUE_ID), key, envelope, settings);
    }

    GenericRecord row() {
        return new GenericData.Record(row);
    }

    GenericRecord key() {
        return new GenericData.Record(key);
    }

    GenericRecord change(String op, GenericRecord before, GenericRecord after) {
        GenericRecord source =
                new GenericData.Record(envelope.getField("source").schema());
        source.put("version", "3.6");
        source.put("snapshot", "false");
        source.put("ts_ms", 1_700_000_000_123L);
        source.put("ts_us", 1_700_000_000_123_456L);
        source.put("lsn", 0x1_0000_0002L);
        GenericRecord change = new GenericData.Record(envelope);
        change.put("op", op);
        change.put("before", before);
        change.put("after", after);
        change.put("tags", new GenericData.Array<>(envelope.getField("tags").schema(), List.of("a", "b")));
        change.put("source", source);
        return change;
    }

    RawRecord record(GenericRecord recordKey, GenericRecord value) {
        return new RawRecord(
                TOPIC,
                3,
                42,
                0,
                recordKey == null ? null : framed(KEY_ID, recordKey),
                value == null ? null : framed(VALUE_ID, value),
                1);
    }

    static byte[] framed(int schemaId, GenericRecord value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 0, 0, 0, (byte) schemaId});
        try {
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            new GenericDatumWriter<GenericRecord>(value.getSchema()).write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** That a row came whose only column in the key is {@code id}. */
    RawRecord insert(long id) {
        GenericRecord key = key();
        key.put("id", id);
        GenericRecord row = row();
        row.put("id", id);
        return record(key, change("c", null, row));
    }
}
