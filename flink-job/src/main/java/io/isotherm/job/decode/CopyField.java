package io.isotherm.job.decode;

import io.isotherm.job.schema.Encoding;
import io.isotherm.job.schema.PostgresColumn;
import io.isotherm.job.schema.PostgresTypes;
import io.isotherm.job.schema.SourceField;
import io.isotherm.job.schema.SourceSql;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * One column on its way from {@code COPY ... (FORMAT binary)} to what the connector would have sent of it: which
 * expression is selected, and how the value is read. Not thread-safe.
 */
final class CopyField {
    /** 2000-01-01, from which Postgres counts. */
    private static final int EPOCH_DAYS = 10_957;

    private static final long EPOCH_MICROS = EPOCH_DAYS * EpochTime.SECONDS_PER_DAY * EpochTime.MICROS_PER_SECOND;
    private static final int UUID_BYTES = 16;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** {@code 2024-02-29T10:34:56.789012Z}; years beyond four digits have a sign, those before 1 a minus. */
    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 6, 6, true)
            .appendLiteral('Z')
            .toFormatter()
            .withZone(ZoneOffset.UTC);

    /** How a value arrives. */
    private enum Form {
        BOOL,
        INT2,
        INT4,
        INT8,
        UINT4,
        /** Four or eight bytes that only change their order. */
        FLOAT,
        TEXT,
        NUMERIC_TEXT,
        BYTES,
        UUID,
        DATE,
        MICROS,
        MILLIS,
        ISO_TIMESTAMP,
        TIME,
        BITS
    }

    private final Form form;
    private final String expression;
    final String name;
    private final int nullBranch;
    private final int bits;
    private final UnaryOperator<byte[]> hash;

    private CopyField(
            Form form, String expression, PostgresColumn column, SourceField field, UnaryOperator<byte[]> hash) {
        this.form = form;
        this.expression = expression;
        this.name = column.name();
        this.nullBranch = field.avro().nullBranch();
        this.bits = field.mapping().scale();
        this.hash = hash;
    }

    /** @param hash of texts that must not leave the source, or null */
    static CopyField of(PostgresColumn column, SourceField field, UnaryOperator<byte[]> hash) {
        String value = "t.\"" + column.name().replace("\"", "\"\"") + '"';
        if (column.isEnum()) {
            return new CopyField(Form.TEXT, value, column, field, hash);
        }
        if (PostgresTypes.arrivesAsText(column.type(), false)) {
            return new CopyField(Form.TEXT, SourceSql.outputText(value), column, field, hash);
        }
        return switch (column.type()) {
            case "bool" -> new CopyField(Form.BOOL, value, column, field, hash);
            case "int2" -> new CopyField(Form.INT2, value, column, field, hash);
            case "int4" -> new CopyField(Form.INT4, value, column, field, hash);
            case "int8" -> new CopyField(Form.INT8, value, column, field, hash);
            case "oid" -> new CopyField(Form.UINT4, value, column, field, hash);
            case "float4", "float8" -> new CopyField(Form.FLOAT, value, column, field, hash);
            case "numeric" -> new CopyField(Form.NUMERIC_TEXT, value + "::text", column, field, hash);
            case "money" ->
                new CopyField(Form.NUMERIC_TEXT, "round(" + value + "::numeric, 2)::text", column, field, hash);
            case "uuid" -> new CopyField(Form.UUID, value, column, field, hash);
            case "bytea" -> new CopyField(Form.BYTES, value, column, field, hash);
            case "date" -> new CopyField(Form.DATE, value, column, field, hash);
            case "timestamp" ->
                new CopyField(
                        field.mapping().encoding().name().startsWith("TIMESTAMP_MILLIS") ? Form.MILLIS : Form.MICROS,
                        value,
                        column,
                        field,
                        hash);
            case "timestamptz" ->
                new CopyField(
                        field.mapping().encoding() == Encoding.TIMESTAMP_MICROS ? Form.MICROS : Form.ISO_TIMESTAMP,
                        value,
                        column,
                        field,
                        hash);
            case "time" -> new CopyField(Form.TIME, value, column, field, hash);
            case "timetz" ->
                new CopyField(
                        Form.TEXT, "((" + value + " AT TIME ZONE 'UTC')::time::text || 'Z')", column, field, hash);
            case "interval" -> new CopyField(Form.TEXT, SourceSql.isoInterval(value), column, field, hash);
            case "bit" ->
                field.mapping().encoding() == Encoding.BOOLEAN
                        ? new CopyField(Form.BOOL, "(" + value + "::int = 1)", column, field, hash)
                        : new CopyField(Form.BITS, value, column, field, hash);
            case "jsonb" -> new CopyField(Form.TEXT, value + "::text", column, field, hash);
            case "inet", "cidr", "macaddr", "macaddr8", "xml" ->
                new CopyField(Form.TEXT, SourceSql.outputText(value), column, field, hash);
            default -> new CopyField(Form.TEXT, value, column, field, hash);
        };
    }

    /** What is selected, from the table under the alias {@code t}. */
    String expression() {
        return expression;
    }

    void writeNull(AvroOutput out) {
        if (nullBranch < 0) {
            throw MalformedChangeException.envelope("column '" + name + "' is NULL, which its declaration forbids");
        }
        out.putLong(nullBranch);
    }

    void write(byte[] from, int at, int length, AvroOutput out) {
        if (nullBranch >= 0) {
            out.putLong(1 - nullBranch);
        }
        switch (form) {
            case BOOL -> out.putByte(from[at]);
            case INT2 -> out.putLong((short) (from[at] << Byte.SIZE | from[at + 1] & 0xff));
            case INT4 -> out.putLong(CopyRows.readInt(from, at));
            case UINT4 -> out.putLong(CopyRows.readInt(from, at) & 0xffff_ffffL);
            case INT8 -> out.putLong(CopyRows.readLong(from, at));
            case FLOAT -> out.putReversed(from, at, length);
            case TEXT, BYTES -> text(from, at, length, out);
            case NUMERIC_TEXT -> number(from, at, length, out);
            case UUID -> uuid(from, at, out);
            case DATE -> out.putLong(day(CopyRows.readInt(from, at)));
            case MICROS -> out.putLong(micros(CopyRows.readLong(from, at)));
            case MILLIS -> out.putLong(millis(CopyRows.readLong(from, at)));
            case ISO_TIMESTAMP -> out.putText(iso(CopyRows.readLong(from, at)));
            case TIME -> out.putLong(CopyRows.readLong(from, at));
            case BITS -> bits(from, at, length, out);
        }
    }

    private void text(byte[] from, int at, int length, AvroOutput out) {
        if (hash != null) {
            out.putText(hash.apply(Arrays.copyOfRange(from, at, at + length)));
        } else if (Marks.isLiteral(from, at, length)) {
            byte[] escaped = new byte[length + 1];
            System.arraycopy(from, at, escaped, 1, length);
            out.putText(escaped);
        } else {
            out.putText(from, at, length);
        }
    }

    private static void number(byte[] from, int at, int length, AvroOutput out) {
        byte last = from[at + length - 1];
        if (last == 'N') {
            out.putText("NAN".getBytes(StandardCharsets.US_ASCII));
        } else if (last == 'y') {
            out.putText(
                    (from[at] == '-' ? "NEGATIVE_INFINITY" : "POSITIVE_INFINITY").getBytes(StandardCharsets.US_ASCII));
        } else {
            out.putText(from, at, length);
        }
    }

    private static void uuid(byte[] from, int at, AvroOutput out) {
        out.putLong(2 * UUID_BYTES + 4);
        for (int i = 0; i < UUID_BYTES; i++) {
            if (i == 4 || i == 6 || i == 8 || i == 10) {
                out.putByte('-');
            }
            out.putByte(HEX[from[at + i] >> 4 & 0xf]);
            out.putByte(HEX[from[at + i] & 0xf]);
        }
    }

    private static int day(int day) {
        if (day == Integer.MAX_VALUE) {
            return EpochTime.DATE_INFINITY;
        }
        return day == Integer.MIN_VALUE ? EpochTime.DATE_MINUS_INFINITY : day + EPOCH_DAYS;
    }

    /** A late timestamp overflows as it does in the connector. */
    private static long micros(long micros) {
        if (micros == Long.MAX_VALUE) {
            return EpochTime.MICROS_INFINITY;
        }
        return micros == Long.MIN_VALUE ? EpochTime.MICROS_MINUS_INFINITY : micros + EPOCH_MICROS;
    }

    private static long millis(long micros) {
        if (micros == Long.MAX_VALUE) {
            return EpochTime.MILLIS_INFINITY;
        }
        return micros == Long.MIN_VALUE
                ? EpochTime.MILLIS_MINUS_INFINITY
                : Math.floorDiv(micros, 1000) + EPOCH_MICROS / 1000;
    }

    private static byte[] iso(long micros) {
        if (micros == Long.MAX_VALUE) {
            return EpochTime.INFINITY;
        }
        if (micros == Long.MIN_VALUE) {
            return EpochTime.MINUS_INFINITY;
        }
        long second = Math.floorDiv(micros, EpochTime.MICROS_PER_SECOND) + EPOCH_MICROS / EpochTime.MICROS_PER_SECOND;
        long nano = Math.floorMod(micros, EpochTime.MICROS_PER_SECOND) * 1000;
        return ISO.format(Instant.ofEpochSecond(second, nano)).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Postgres sends the most significant bit first, filled up on the right; the connector the least significant byte.
     */
    private void bits(byte[] from, int at, int length, AvroOutput out) {
        int count = CopyRows.readInt(from, at);
        if (count != bits) {
            throw MalformedChangeException.corrupt("column '" + name + "' has " + count + " bits");
        }
        byte[] reversed = new byte[length - Integer.BYTES];
        for (int bit = 0; bit < count; bit++) {
            if ((from[at + Integer.BYTES + bit / 8] >> (7 - bit % 8) & 1) != 0) {
                int index = count - 1 - bit;
                reversed[index / 8] |= (byte) (1 << index % 8);
            }
        }
        out.putText(reversed);
    }
}
