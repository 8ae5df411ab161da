package io.isotherm.job.sink;

import io.isotherm.job.model.Buckets;
import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.KeyHash;
import io.isotherm.job.model.RowFormat;
import io.isotherm.job.model.RowMeta;
import io.isotherm.job.model.RowView;
import io.isotherm.job.model.RowWriter;
import io.isotherm.job.model.TableCounts;
import io.isotherm.job.model.Version;
import io.isotherm.job.sink.batch.TableBuffer;
import io.isotherm.job.table.Column;
import io.isotherm.job.table.RowShape;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Encodes Java values as rows of a batch, the way decode does, so that the sink can be tested alone. */
public final class Rows {
    private final ChangeBatch batch = new ChangeBatch(Buckets.keyOf(0), 256);
    private final RowWriter writer = new RowWriter();
    private Instant committed;

    public ChangeBatch batch() {
        return batch;
    }

    /** The commit of the rows added from now on; without it they are committed when they are added. */
    Rows committed(Instant at) {
        committed = at;
        return this;
    }

    public Rows counting(String topic, long consumed) {
        TableCounts counts = new TableCounts();
        counts.add(topic, TableCounts.Kind.CONSUMED, consumed);
        batch.setCounts(counts);
        return this;
    }

    /** @param lsn decides between versions of a key */
    public Rows add(RowShape shape, long lsn, Object... values) {
        return addFlagged(shape, lsn, 0, values);
    }

    public Rows addFlagged(RowShape shape, long lsn, int flags, Object... values) {
        RowMeta meta = new RowMeta();
        meta.flags = flags;
        meta.kafkaPartition = 3;
        meta.versionHigh = Version.high(0, lsn);
        meta.versionLow = Version.low(lsn, lsn);
        meta.committedAt = ChronoUnit.MICROS.between(Instant.EPOCH, committed == null ? Instant.now() : committed);
        ByteArrayOutputStream key = new ByteArrayOutputStream();
        for (int column : shape.keyColumns()) {
            encode(key, shape.columns().get(column), values[column]);
        }
        ByteArrayOutputStream row = new ByteArrayOutputStream();
        for (int i = 0; i < values.length; i++) {
            encode(row, shape.columns().get(i), values[i]);
        }
        if (shape.isPartitioned()) {
            partition(shape, values[shape.partitionColumn()], meta);
        }
        byte[] keyBytes = key.toByteArray();
        int hash = KeyHash.hash(KeyHash.seed(shape.ref().topic()), keyBytes, 0, keyBytes.length);
        writer.begin(batch, shape.ref(), hash, keyBytes, 0, keyBytes.length, row.size());
        System.arraycopy(row.toByteArray(), 0, writer.data(), writer.rowStart(), row.size());
        writer.finish(writer.rowStart() + row.size(), meta);
        return this;
    }

    /** Adds all rows to a buffer. */
    public TableBuffer fill(TableBuffer buffer) {
        RowView row = batch.rows();
        while (row.next()) {
            buffer.add(row);
        }
        return buffer;
    }

    private static void partition(RowShape shape, Object value, RowMeta meta) {
        if (value == null) {
            meta.flags |= RowFormat.PARTITION_NULL;
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        encodeValue(bytes, shape.columns().get(shape.partitionColumn()).type().name(), value);
        ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        long number = bytes.size() == Integer.BYTES ? buffer.getInt() : buffer.getLong();
        meta.partitionValue =
                shape.partitionUnit() == null ? number : shape.partitionUnit().toMicros(number);
    }

    private static void encode(ByteArrayOutputStream out, Column column, Object value) {
        if (column.nullable()) {
            out.write(value == null ? 1 : 0);
            if (value == null) {
                return;
            }
        }
        encodeValue(out, column.type().name(), value);
    }

    private static void encodeValue(ByteArrayOutputStream out, String type, Object value) {
        if (value instanceof byte[] bytes) {
            writeString(out, bytes);
        } else if (value instanceof String text) {
            writeString(out, text.getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof Boolean bool) {
            out.write(bool ? 1 : 0);
        } else if (value instanceof Float number) {
            writeInteger(out, Float.floatToRawIntBits(number), 4);
        } else if (value instanceof Double number) {
            writeInteger(out, Double.doubleToRawLongBits(number), 8);
        } else if (value instanceof UUID uuid) {
            writeInteger(out, uuid.getMostSignificantBits(), 8);
            writeInteger(out, uuid.getLeastSignificantBits(), 8);
        } else if (value instanceof LocalDate date) {
            writeInteger(out, date.toEpochDay(), 4);
        } else if (value instanceof LocalTime time) {
            writeInteger(out, time.toNanoOfDay() / 1000, 8);
        } else if (value instanceof Instant instant) {
            writeInteger(out, ChronoUnit.MICROS.between(Instant.EPOCH, instant), 8);
        } else if (value instanceof BigDecimal decimal) {
            writeDecimal(out, type, decimal.unscaledValue());
        } else {
            int width =
                    switch (type) {
                        case "Int8", "UInt8" -> 1;
                        case "Int16" -> 2;
                        case "Int32" -> 4;
                        default -> 8;
                    };
            writeInteger(out, ((Number) value).longValue(), width);
        }
    }

    private static void writeDecimal(ByteArrayOutputStream out, String type, BigInteger unscaled) {
        int precision = Integer.parseInt(type.substring(8, type.indexOf(',')));
        int width = precision <= 9 ? 4 : precision <= 18 ? 8 : precision <= 38 ? 16 : 32;
        byte[] big = unscaled.toByteArray();
        for (int i = 0; i < width; i++) {
            int at = big.length - 1 - i;
            out.write(at >= 0 ? big[at] : unscaled.signum() < 0 ? 0xff : 0);
        }
    }

    private static void writeInteger(ByteArrayOutputStream out, long value, int width) {
        for (int i = 0; i < width; i++) {
            out.write((int) (value >>> (8 * i)));
        }
    }

    private static void writeString(ByteArrayOutputStream out, byte[] bytes) {
        int rest = bytes.length;
        while (rest > 0x7f) {
            out.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
        out.writeBytes(bytes);
    }
}
