package io.isotherm.bench.replay;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * A record of Debezium's, cut where a copy of it differs: at the row's id, in the key as well as in {@code before} and
 * {@code after}, and at {@code source.lsn}. Everything between is copied as it is, so that a copy has the bytes
 * Debezium would have sent.
 */
public final class EventTemplate {
    /** Magic byte and schema id of Confluent's wire format. */
    private static final int HEADER_BYTES = 5;

    private static final int MAX_VARINT_BYTES = 10;

    /** What stands at a cut. */
    private enum Part {
        ID,
        LSN
    }

    /** @param from first byte of a number, {@code to} the one after it */
    private record Cut(Part part, int from, int to, long value) {}

    private final byte[] bytes;
    private final List<Cut> cuts;

    private EventTemplate(byte[] bytes, List<Cut> cuts) {
        this.bytes = bytes;
        this.cuts = cuts;
    }

    /** @param idColumn an Avro long of the key's record */
    static EventTemplate ofKey(byte[] bytes, Schema schema, String idColumn) {
        Cutter cutter = new Cutter(bytes, idColumn);
        cutter.row(schema);
        return new EventTemplate(bytes, cutter.cuts);
    }

    /** @param idColumn an Avro long of the row's record */
    static EventTemplate ofEnvelope(byte[] bytes, Schema schema, String idColumn) {
        Cutter cutter = new Cutter(bytes, idColumn);
        for (Schema.Field field : schema.getFields()) {
            switch (field.name()) {
                case "before", "after" -> cutter.optionalRow(field.schema());
                case "source" -> cutter.source(field.schema());
                default -> cutter.skip(field.schema());
            }
        }
        return new EventTemplate(bytes, cutter.cuts);
    }

    public static int schemaId(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getInt(1);
    }

    public long id() {
        return value(Part.ID);
    }

    public long lsn() {
        return value(Part.LSN);
    }

    private long value(Part part) {
        return cuts.stream()
                .filter(cut -> cut.part() == part)
                .mapToLong(Cut::value)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the record has no " + part));
    }

    /** The record with another id and position. */
    public byte[] copy(long id, long lsn) {
        byte[] target = new byte[bytes.length + cuts.size() * MAX_VARINT_BYTES];
        int length = 0;
        int from = 0;
        for (Cut cut : cuts) {
            int unchanged = cut.from() - from;
            System.arraycopy(bytes, from, target, length, unchanged);
            length += unchanged;
            length = writeLong(target, length, cut.part() == Part.ID ? id : lsn);
            from = cut.to();
        }
        System.arraycopy(bytes, from, target, length, bytes.length - from);
        return Arrays.copyOf(target, length + bytes.length - from);
    }

    /** Avro's zigzag variable-length integer. */
    private static int writeLong(byte[] target, int at, long value) {
        long rest = (value << 1) ^ (value >> 63);
        int position = at;
        while ((rest & ~0x7FL) != 0) {
            target[position++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        target[position++] = (byte) rest;
        return position;
    }

    /** Walks through a record and notes where the numbers are. */
    private static final class Cutter {
        private final byte[] bytes;
        private final String idColumn;
        private final ByteArrayInputStream in;
        private final BinaryDecoder decoder;
        private final List<Cut> cuts = new ArrayList<>();

        Cutter(byte[] bytes, String idColumn) {
            this.bytes = bytes;
            this.idColumn = idColumn;
            in = new ByteArrayInputStream(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
            // does not read ahead, so that the stream's position is the decoder's
            decoder = DecoderFactory.get().directBinaryDecoder(in, null);
        }

        void optionalRow(Schema union) {
            Schema branch = branch(union);
            if (branch.getType() == Schema.Type.RECORD) {
                row(branch);
            }
        }

        void row(Schema record) {
            for (Schema.Field field : record.getFields()) {
                if (field.name().equals(idColumn)) {
                    number(Part.ID);
                } else {
                    skip(field.schema());
                }
            }
        }

        void source(Schema record) {
            for (Schema.Field field : record.getFields()) {
                if (field.name().equals("lsn")) {
                    if (branch(field.schema()).getType() == Schema.Type.LONG) {
                        number(Part.LSN);
                    }
                } else {
                    skip(field.schema());
                }
            }
        }

        void skip(Schema schema) {
            try {
                new GenericDatumReader<>(schema).read(null, decoder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Schema branch(Schema union) {
            try {
                return union.getTypes().get(decoder.readIndex());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void number(Part part) {
            int from = bytes.length - in.available();
            try {
                long value = decoder.readLong();
                cuts.add(new Cut(part, from, bytes.length - in.available(), value));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
