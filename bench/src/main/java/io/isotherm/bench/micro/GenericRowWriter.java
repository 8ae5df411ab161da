package io.isotherm.bench.micro;

import io.isotherm.job.table.Column;
import io.isotherm.job.table.RowShape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * What the decode plan is compared with: Avro's own {@link GenericRecord}, as Confluent's deserializer makes it, and
 * the very same RowBinary written from its values. For tables of the column types that orders have. Not thread-safe.
 */
final class GenericRowWriter {
    private static final int FRAME_BYTES = 5;
    private static final int MICROS_PER_MILLI = 1000;

    private final GenericDatumReader<GenericRecord> reader;
    private final boolean reuse;
    private final Step[] steps;
    private final Set<Integer> keyColumns;
    private BinaryDecoder decoder;
    private GenericRecord last;

    /** How a column's value is written. */
    private enum Kind {
        LONG,
        DECIMAL,
        TEXT
    }

    private record Step(String name, Kind kind, boolean nullable, int scale) {}

    /**
     * @param reuse read every record into the same object, and with the same decoder; Confluent's deserializer makes
     *     new ones
     */
    GenericRowWriter(Schema envelope, RowShape shape, boolean reuse) {
        this.reader = new GenericDatumReader<>(envelope);
        this.reuse = reuse;
        this.steps = shape.columns().stream().map(GenericRowWriter::step).toArray(Step[]::new);
        this.keyColumns = Set.copyOf(Arrays.stream(shape.keyColumns()).boxed().toList());
    }

    static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Step step(Column column) {
        String type = column.type().name();
        if (type.startsWith("Decimal(")) {
            int scale = Integer.parseInt(
                    type.substring(type.indexOf(',') + 1, type.length() - 1).strip());
            if (column.type().width() == Long.BYTES) {
                return new Step(column.name(), Kind.DECIMAL, column.nullable(), scale);
            }
        } else if (type.equals("Int64") || type.startsWith("DateTime64(6")) {
            return new Step(column.name(), Kind.LONG, column.nullable(), 0);
        } else if (type.equals("String")) {
            return new Step(column.name(), Kind.TEXT, column.nullable(), 0);
        }
        throw new IllegalArgumentException(column.name() + " is a " + type + ", which this measurement does not write");
    }

    /** Appends the row and its version, deleted flag and time of commit. */
    void write(byte[] value, long kafkaOffset, ByteBuffer out) {
        GenericRecord envelope = read(value);
        boolean deleted = envelope.get("op").toString().equals("d");
        writeRow((GenericRecord) envelope.get(deleted ? "before" : "after"), deleted, out);
        GenericRecord source = (GenericRecord) envelope.get("source");
        long lsn = (Long) source.get("lsn");
        out.putLong(lsn << 48 | kafkaOffset);
        out.putLong(lsn >>> 16);
        out.put((byte) (deleted ? 1 : 0));
        Object micros = source.get("ts_us");
        out.putLong(micros != null ? (Long) micros : (Long) source.get("ts_ms") * MICROS_PER_MILLI);
    }

    private GenericRecord read(byte[] value) {
        BinaryDecoder in = DecoderFactory.get()
                .binaryDecoder(value, FRAME_BYTES, value.length - FRAME_BYTES, reuse ? decoder : null);
        try {
            GenericRecord envelope = reader.read(reuse ? last : null, in);
            if (reuse) {
                decoder = in;
                last = envelope;
            }
            return envelope;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a deleted row only the key counts. */
    private void writeRow(GenericRecord row, boolean deleted, ByteBuffer out) {
        for (int i = 0; i < steps.length; i++) {
            Step step = steps[i];
            if (deleted && !keyColumns.contains(i)) {
                writeNothing(step, out);
                continue;
            }
            Object value = row.get(step.name());
            if (step.nullable()) {
                out.put((byte) (value == null ? 1 : 0));
                if (value == null) {
                    continue;
                }
            }
            switch (step.kind()) {
                case LONG -> out.putLong((Long) value);
                case DECIMAL ->
                    out.putLong(new BigDecimal(value.toString())
                            .setScale(step.scale())
                            .unscaledValue()
                            .longValueExact());
                case TEXT -> writeText(value.toString().getBytes(StandardCharsets.UTF_8), out);
            }
        }
    }

    private static void writeNothing(Step step, ByteBuffer out) {
        if (step.nullable()) {
            out.put((byte) 1);
        } else if (step.kind() == Kind.TEXT) {
            out.put((byte) 0);
        } else {
            out.putLong(0);
        }
    }

    private static void writeText(byte[] text, ByteBuffer out) {
        int rest = text.length;
        while (rest > 0x7f) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
        out.put(text);
    }
}
