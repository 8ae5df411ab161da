package io.isotherm.job.decode;

import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.model.RowBuffer;
import io.isotherm.job.model.RowMeta;
import io.isotherm.job.schema.Encoding;
import io.isotherm.job.schema.PostgresColumn;
import io.isotherm.job.schema.SchemaException;
import io.isotherm.job.schema.SourceField;
import io.isotherm.job.schema.SourceTable;
import io.isotherm.job.table.RowShape;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Turns rows of {@code COPY (SELECT ...) TO STDOUT (FORMAT binary)} into the very rows that the stream would have made
 * of them: a value becomes what the connector sends of it, and from there on {@link RowEncoder} decides. Reused for
 * every row. Not thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">Binary format of COPY</a>
 */
public final class CopyRows {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** {@code PGCOPY\n\377\r\n\0}, flags, and the length of an extension. */
    private static final int HEADER_BYTES = 19;

    private static final int EXTENSION_LENGTH = 15;
    /**
     * A UUID is 36 characters for 16 bytes, a timestamp some 32 for 8, a number's branch and length one or two each.
     */
    private static final int GROWTH = 4;

    private static final int ROOM_PER_COLUMN = 48;

    private final RowShape shape;
    private final CopyField[] fields;
    private final ColumnStep[] steps;
    private final boolean clamp;
    private final int fixedBytes;
    private final int bytesPerInputByte;

    private final AvroOutput avro = new AvroOutput();
    private final AvroCursor cursor = new AvroCursor();
    private final RowEncoder encoder = new RowEncoder();
    private final RowMeta meta = new RowMeta();

    /** Index of the column that is looked at on the way, or -1. */
    private int tracked = -1;

    private long highest = Long.MIN_VALUE;

    /**
     * @param columns from which the table was made
     * @param hashed names of columns of which only a hash leaves the source
     * @param hash from a text to its hash
     * @param clamp whether the nearest value is stored of one that is out of range
     */
    public CopyRows(
            SourceTable table,
            List<PostgresColumn> columns,
            Set<String> hashed,
            UnaryOperator<byte[]> hash,
            boolean clamp) {
        this.shape = table.shape();
        this.clamp = clamp;
        List<CopyField> copied = new ArrayList<>();
        List<ColumnStep> planned = new ArrayList<>();
        requireTexts(table, hashed);
        for (SourceField declared : table.fields()) {
            PostgresColumn column = columns.get(declared.position());
            SourceField field = withoutText(declared);
            copied.add(CopyField.of(column, field, hashed.contains(column.name()) ? hash : null));
            planned.add(ColumnStep.row(field, planned.size(), shape));
        }
        fields = copied.toArray(CopyField[]::new);
        steps = planned.toArray(ColumnStep[]::new);
        fixedBytes = planned.stream().mapToInt(ColumnStep::fixedBytes).reduce(0, Math::addExact);
        bytesPerInputByte =
                planned.stream().mapToInt(ColumnStep::bytesPerInputByte).max().orElse(1);
    }

    /** A column that was renamed, or is no text, must not leave in the clear. */
    private static void requireTexts(SourceTable table, Set<String> hashed) {
        for (String name : hashed) {
            boolean isText = table.fields().stream()
                    .anyMatch(field -> field.column().name().equals(name)
                            && field.mapping().encoding() == Encoding.STRING);
            if (!isText) {
                throw new SchemaException(
                        DeadLetter.Reason.SCHEMA_INCOMPATIBLE,
                        table.shape().table() + "." + name
                                + " is to be hashed, but there is no text of this name; correct 'hash' in tables.yaml");
            }
        }
    }

    /** A timestamp with zone need not become a text to be read from it: its value is the same number. */
    private static SourceField withoutText(SourceField field) {
        if (field.mapping().encoding() != Encoding.TIMESTAMP_ISO) {
            return field;
        }
        SourceField.Mapping micros = new SourceField.Mapping(
                field.mapping().type(),
                Encoding.TIMESTAMP_MICROS,
                field.mapping().precision(),
                field.mapping().scale());
        return new SourceField(field.position(), field.avro(), micros, field.column());
    }

    public RowShape shape() {
        return shape;
    }

    /** Keeps the highest value of a column of whole numbers, dates or timestamps. */
    public void track(String column) {
        for (int i = 0; i < fields.length; i++) {
            if (fields[i].name.equals(column)) {
                tracked = i;
            }
        }
    }

    /** The highest value seen of the tracked column as Postgres counts; {@link Long#MIN_VALUE} if there was none. */
    public long highest() {
        return highest;
    }

    /** What to select from the table under the alias {@code t}. */
    public String selectList() {
        return List.of(fields).stream().map(CopyField::expression).collect(Collectors.joining(", "));
    }

    /** Where the first row of the first message begins. */
    public static int headerLength(byte[] message) {
        return HEADER_BYTES + readInt(message, EXTENSION_LENGTH);
    }

    /** Whether there is a row at {@code offset}, and not the end of the data. */
    public static boolean hasRow(byte[] message, int offset) {
        return offset + Short.BYTES <= message.length && readShort(message, offset) >= 0;
    }

    /**
     * Appends one row; what is out of range leaves the buffer as it was.
     *
     * @return offset behind the row in {@code message}
     * @throws MalformedChangeException if the hot table cannot hold it
     */
    public int append(byte[] message, int offset, RowBuffer rows, Stamp stamp) {
        int at = offset + Short.BYTES;
        if (readShort(message, offset) != fields.length) {
            throw MalformedChangeException.corrupt("a row has " + readShort(message, offset) + " columns");
        }
        avro.reset(message.length * GROWTH + fields.length * ROOM_PER_COLUMN);
        for (int i = 0; i < fields.length; i++) {
            int length = readInt(message, at);
            at += Integer.BYTES;
            if (length < 0) {
                fields[i].writeNull(avro);
            } else {
                if (i == tracked) {
                    highest = Math.max(highest, readNumber(message, at, length));
                }
                fields[i].write(message, at, length, avro);
                at += length;
            }
        }
        int most = Math.addExact(fixedBytes, Math.multiplyExact(avro.length(), bytesPerInputByte));
        byte[] target = rows.reserve(Math.addExact(most, RowShape.TRAILER_BYTES));
        cursor.reset(avro.bytes(), 0, avro.length());
        meta.missingCount = 0;
        int end = encoder.encode(steps, clamp, cursor, target, rows.length(), meta);
        rows.finish(end, stamp.versionHigh(), stamp.versionLow(), stamp.committedAt());
        return at;
    }

    /** Offset behind the row that begins at {@code offset}. */
    public int skip(byte[] message, int offset) {
        int at = offset + Short.BYTES;
        for (int i = 0; i < fields.length; i++) {
            at += Integer.BYTES + Math.max(0, readInt(message, at));
        }
        return at;
    }

    /**
     * What all rows of one read have in common.
     *
     * @param committedAt microseconds since the epoch
     */
    public record Stamp(long versionHigh, long versionLow, long committedAt) {}

    private static long readNumber(byte[] bytes, int offset, int length) {
        return switch (length) {
            case Short.BYTES -> (short) readShort(bytes, offset);
            case Integer.BYTES -> readInt(bytes, offset);
            default -> readLong(bytes, offset);
        };
    }

    static int readShort(byte[] bytes, int offset) {
        return bytes[offset] << Byte.SIZE | bytes[offset + 1] & 0xff;
    }

    static int readInt(byte[] bytes, int offset) {
        return (int) INT.get(bytes, offset);
    }

    static long readLong(byte[] bytes, int offset) {
        return (long) LONG.get(bytes, offset);
    }
}
