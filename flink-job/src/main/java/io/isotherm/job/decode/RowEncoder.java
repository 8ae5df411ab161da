package io.isotherm.job.decode;

import io.isotherm.job.model.RowFormat;
import io.isotherm.job.model.RowMeta;
import io.isotherm.job.schema.Temporal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * Turns the fields of an Avro record into RowBinary, field by field, without objects in between. The caller has reserved
 * room for the largest possible row, so nothing is checked on the way out. Reused for every row. Not thread-safe.
 */
final class RowEncoder {
    private static final long MICROS_PER_MILLI = 1000;
    private static final long NANOS_PER_MICRO = 1000;
    /** {@code 24:00:00} is a time of day in Postgres, and Time64 holds it. */
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private static final int MAX_DECIMAL_BYTES = 64;
    private static final int MAX_NUMERIC_BYTES = 65_536;

    private final IsoTimestamp timestamp = new IsoTimestamp();
    private AvroCursor in;
    private byte[] out;
    private int to;
    private RowMeta meta;
    private boolean clamp;

    /**
     * @param clampOutOfRange store the nearest value that the column can hold
     * @return offset behind the last column
     */
    int encode(
            ColumnStep[] steps,
            boolean clampOutOfRange,
            AvroCursor source,
            byte[] target,
            int offset,
            RowMeta rowMeta) {
        in = source;
        out = target;
        to = offset;
        meta = rowMeta;
        clamp = clampOutOfRange;
        int i = 0;
        try {
            for (; i < steps.length; i++) {
                encode(steps[i]);
            }
        } catch (MalformedChangeException e) {
            throw new MalformedChangeException(e.reason(), "column '" + steps[i].name + "': " + e.getMessage());
        }
        return to;
    }

    /**
     * @param starts receives where each column starts, and where the last ends
     * @return length of the key
     */
    int encodeKey(
            ColumnStep[] steps,
            boolean clampOutOfRange,
            AvroCursor source,
            byte[] target,
            int[] starts,
            RowMeta keyMeta) {
        in = source;
        out = target;
        to = 0;
        meta = keyMeta;
        clamp = clampOutOfRange;
        for (int i = 0; i < steps.length; i++) {
            starts[i] = to;
            try {
                encode(steps[i]);
            } catch (MalformedChangeException e) {
                throw new MalformedChangeException(e.reason(), "key column '" + steps[i].name + "': " + e.getMessage());
            }
        }
        starts[steps.length] = to;
        return to;
    }

    private void encode(ColumnStep step) {
        if (step.isSkipped()) {
            step.skip.skip(in);
            return;
        }
        if (step.nullBranch >= 0) {
            int branch = in.readInt();
            if (branch == step.nullBranch) {
                encodeNull(step);
                return;
            }
            if (branch != 1 - step.nullBranch) {
                throw MalformedChangeException.corrupt("a union has no such branch");
            }
        }
        if (step.nullable) {
            out[to++] = 0;
        }
        encodeValue(step);
    }

    private void encodeNull(ColumnStep step) {
        if (!step.nullable) {
            throw MalformedChangeException.envelope("a column of the primary key is NULL");
        }
        out[to++] = 1;
        if (step.isPartition) {
            meta.flags |= RowFormat.PARTITION_NULL;
        }
    }

    private void encodeValue(ColumnStep step) {
        switch (step.encoding) {
            case INT64 -> putLong(in.readLong());
            case STRING, BYTES -> string(step);
            case INT32 -> putInt(in.readInt());
            case INT16 -> int16();
            case BOOLEAN -> out[to++] = (byte) (in.readBoolean() ? 1 : 0);
            case FLOAT32 -> copy(Float.BYTES);
            case FLOAT64 -> copy(Double.BYTES);
            case DECIMAL_STRING -> decimalString(step);
            case TIMESTAMP_MICROS -> timestamp(step, in.readLong());
            case TIMESTAMP_ISO -> timestampIso(step);
            case TIMESTAMP_MILLIS -> timestamp(step, fromMillis(in.readLong()));
            case TIMESTAMP_NANOS -> timestamp(step, fromNanos(in.readLong()));
            case DATE -> date(step);
            case UUID -> uuid();
            case TIME_MILLIS -> time(in.readInt() * MICROS_PER_MILLI);
            case TIME_MICROS -> time(in.readLong());
            case TIME_NANOS -> time(fromNanos(in.readLong()));
            case DECIMAL_BYTES -> decimalBytes(step);
            case BITS -> bits(step);
            case NUMERIC_TEXT -> numericText(step, false);
            case NUMERIC_INTEGER_TEXT -> numericText(step, true);
            case DECIMAL_BYTES_TEXT -> putText(plain(readUnscaled(MAX_NUMERIC_BYTES), step.scale));
            case VARIABLE_SCALE_TEXT -> variableScale();
            case DATE_TEXT -> putText(EpochTime.dateText(in.readInt()));
            case TIMESTAMP_MILLIS_TEXT -> timestampText(fromMillis(in.readLong()));
            case TIMESTAMP_MICROS_TEXT -> timestampText(in.readLong());
            case TIMESTAMP_NANOS_TEXT -> timestampText(fromNanos(in.readLong()));
            case TIMESTAMP_ISO_TEXT -> {
                parseTimestamp();
                putText(EpochTime.timestampText(timestamp.second(), timestamp.micro(), true));
            }
            case DURATION_TEXT -> putText(EpochTime.durationText(in.readLong()));
        }
    }

    private void string(ColumnStep step) {
        int length = in.readLength();
        int from = in.take(length);
        if (ColumnStep.isPlaceholder(in.bytes(), from, length)) {
            missing(step);
        } else {
            putBytes(in.bytes(), from, length);
        }
    }

    private void missing(ColumnStep step) {
        if (step.nullable) {
            out[to - 1] = 1;
        } else {
            out[to++] = 0;
        }
        meta.addMissing(step.column);
    }

    private void int16() {
        int value = in.readInt();
        if ((short) value != value) {
            throw MalformedChangeException.corrupt("a smallint has more than 16 bits");
        }
        RowFormat.putShort(out, to, (short) value);
        to += Short.BYTES;
    }

    private void date(ColumnStep step) {
        int day = in.readInt();
        if (day < Temporal.MIN_DAY || day > Temporal.MAX_DAY) {
            day = day > 0 || day == EpochTime.DATE_INFINITY
                    ? (int) clamped(Temporal.MAX_DAY, "a date")
                    : (int) clamped(Temporal.MIN_DAY, "a date");
        }
        if (step.isPartition) {
            meta.partitionValue = day;
        }
        putInt(day);
    }

    private void timestamp(ColumnStep step, long micros) {
        long value = micros;
        if (value < Temporal.MIN_MICROS || value > Temporal.MAX_MICROS) {
            boolean wrapped = value < EpochTime.FIRST_MICRO && value != EpochTime.MICROS_MINUS_INFINITY;
            value = clamped(value > 0 || wrapped ? Temporal.MAX_MICROS : Temporal.MIN_MICROS, "a timestamp");
        }
        if (step.isPartition) {
            meta.partitionValue = value;
        }
        putLong(value);
    }

    private long clamped(long nearest, String what) {
        if (!clamp) {
            throw MalformedChangeException.outOfRange(
                    what + " is not between 1900-01-01 and 2299-12-31; use on_out_of_range: string");
        }
        return nearest;
    }

    private void timestampIso(ColumnStep step) {
        parseTimestamp();
        long second = timestamp.second();
        long limit = Temporal.MAX_MICROS / EpochTime.MICROS_PER_SECOND + 1;
        // Beyond twice the limit the product could overflow; what counts is only on which side it is.
        long bounded = Math.max(-2 * limit, Math.min(2 * limit, second));
        timestamp(step, bounded * EpochTime.MICROS_PER_SECOND + timestamp.micro());
    }

    private void parseTimestamp() {
        int length = in.readLength();
        timestamp.parse(in.bytes(), in.take(length), length);
    }

    private void timestampText(long micros) {
        if (micros == EpochTime.MICROS_INFINITY) {
            putText(EpochTime.INFINITY);
        } else if (micros == EpochTime.MICROS_MINUS_INFINITY) {
            putText(EpochTime.MINUS_INFINITY);
        } else {
            putText(EpochTime.timestampText(
                    Math.floorDiv(micros, EpochTime.MICROS_PER_SECOND),
                    (int) Math.floorMod(micros, EpochTime.MICROS_PER_SECOND),
                    false));
        }
    }

    private void time(long micros) {
        if (micros < 0 || micros > MICROS_PER_DAY) {
            throw MalformedChangeException.corrupt("a time is not within a day");
        }
        putLong(micros);
    }

    /** Milliseconds of late years do not fit as microseconds; they are out of ClickHouse's range anyway. */
    private static long fromMillis(long millis) {
        long limit = Long.MAX_VALUE / MICROS_PER_MILLI;
        return Math.max(-limit, Math.min(limit, millis)) * MICROS_PER_MILLI;
    }

    private static long fromNanos(long nanos) {
        if (nanos % NANOS_PER_MICRO != 0) {
            throw MalformedChangeException.outOfRange("a time is finer than a microsecond");
        }
        return nanos / NANOS_PER_MICRO;
    }

    private void uuid() {
        int length = in.readLength();
        Uuids.write(in.bytes(), in.take(length), length, out, to);
        to += 2 * Long.BYTES;
    }

    private void decimalString(ColumnStep step) {
        int length = in.readLength();
        to = DecimalText.write(in.bytes(), in.take(length), length, step, clamp, out, to);
    }

    private void decimalBytes(ColumnStep step) {
        BigDecimal value = new BigDecimal(readUnscaled(MAX_DECIMAL_BYTES), step.scale);
        to = DecimalText.write(value, step, clamp, out, to);
    }

    private BigInteger readUnscaled(int maxBytes) {
        int length = in.readLength();
        if (length == 0 || length > maxBytes) {
            throw MalformedChangeException.corrupt("a decimal has " + length + " bytes");
        }
        return new BigInteger(in.bytes(), in.take(length), length);
    }

    private void variableScale() {
        int scale = in.readInt();
        if (Math.abs((long) scale) > DecimalText.MAX_DIGITS) {
            throw MalformedChangeException.corrupt("a numeric has a scale of " + scale);
        }
        putText(plain(readUnscaled(MAX_NUMERIC_BYTES), scale));
    }

    private static byte[] plain(BigInteger unscaled, int scale) {
        return new BigDecimal(unscaled, scale).toPlainString().getBytes(StandardCharsets.US_ASCII);
    }

    private void numericText(ColumnStep step, boolean integer) {
        int length = in.readLength();
        int from = in.take(length);
        byte[] text = in.bytes();
        byte[] canonical = DecimalText.canonical(text, from, length);
        if (canonical != null) {
            putText(canonical);
        } else if (ColumnStep.isPlaceholder(text, from, length)) {
            missing(step);
        } else {
            putBytes(text, from, integer ? DecimalText.integerLength(text, from, length) : length);
        }
    }

    /** Most significant bit first; Debezium sends the least significant byte first and leaves out leading zeros. */
    private void bits(ColumnStep step) {
        int length = in.readLength();
        int from = in.take(length);
        int bits = step.scale;
        if (length > (bits + Byte.SIZE - 1) / Byte.SIZE) {
            throw MalformedChangeException.corrupt("more than " + bits + " bits");
        }
        putLeb128(bits);
        for (int bit = bits - 1; bit >= 0; bit--) {
            int index = bit / Byte.SIZE;
            boolean set = index < length && (in.bytes()[from + index] >> (bit % Byte.SIZE) & 1) != 0;
            out[to++] = (byte) (set ? '1' : '0');
        }
    }

    private void copy(int length) {
        System.arraycopy(in.bytes(), in.take(length), out, to, length);
        to += length;
    }

    private void putText(byte[] text) {
        putBytes(text, 0, text.length);
    }

    private void putBytes(byte[] bytes, int from, int length) {
        putLeb128(length);
        System.arraycopy(bytes, from, out, to, length);
        to += length;
    }

    private void putLeb128(int length) {
        int rest = length;
        while (rest > 0x7f) {
            out[to++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        out[to++] = (byte) rest;
    }

    private void putInt(int value) {
        RowFormat.putInt(out, to, value);
        to += Integer.BYTES;
    }

    private void putLong(long value) {
        RowFormat.putLong(out, to, value);
        to += Long.BYTES;
    }
}
