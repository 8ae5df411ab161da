package io.isotherm.job.decode;

import io.isotherm.job.model.RowFormat;
import io.isotherm.job.model.RowMeta;
import io.isotherm.job.schema.Encoding;
import io.isotherm.job.schema.Temporal;
import java.math.BigDecimal;

/**
 * Turns the fields of an Avro record into RowBinary, field by field, without objects in between. The caller has
 * reserved room for the largest possible row, so nothing is checked on the way out. Reused for every row. Not
 * thread-safe.
 */
final class RowEncoder {
    /** {@code 24:00:00} is a time of day in Postgres, and Time64 holds it. */
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private static final int MAX_DECIMAL_BYTES = 64;

    private final IsoTimestamp timestamp = new IsoTimestamp();
    private final TextEncoder texts = new TextEncoder();
    private final RowOutput out = new RowOutput();
    private AvroCursor in;
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
        out.reset(target, offset);
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
        return out.position();
    }

    /**
     * @param starts receives where each column starts, and where the last ends
     * @return length of the key
     */
    int encodeKey(ColumnStep[] steps, AvroCursor source, byte[] target, int[] starts, RowMeta keyMeta) {
        in = source;
        out.reset(target, 0);
        meta = keyMeta;
        for (int i = 0; i < steps.length; i++) {
            starts[i] = out.position();
            try {
                encode(steps[i]);
            } catch (MalformedChangeException e) {
                throw new MalformedChangeException(e.reason(), "key column '" + steps[i].name + "': " + e.getMessage());
            }
        }
        starts[steps.length] = out.position();
        return out.position();
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
            out.putByte(0);
        }
        encodeValue(step);
    }

    private void encodeNull(ColumnStep step) {
        if (!step.nullable) {
            throw MalformedChangeException.envelope("a column of the primary key is NULL");
        }
        out.putByte(1);
        if (step.isPartition) {
            meta.flags |= RowFormat.PARTITION_NULL;
        }
    }

    private void encodeValue(ColumnStep step) {
        switch (step.encoding) {
            case INT64 -> out.putLong(inTime(step, in.readLong()));
            case STRING, BYTES -> string(step);
            case INT32 -> out.putInt((int) inTime(step, in.readInt()));
            case INT16 -> int16();
            case BOOLEAN -> out.putByte(in.readBoolean() ? 1 : 0);
            case FLOAT32 -> out.copy(in.bytes(), in.take(Float.BYTES), Float.BYTES);
            case FLOAT64 -> out.copy(in.bytes(), in.take(Double.BYTES), Double.BYTES);
            case DECIMAL_STRING -> decimalString(step);
            case TIMESTAMP_MICROS -> timestamp(step, in.readLong());
            case TIMESTAMP_ISO -> timestampIso(step);
            case TIMESTAMP_MILLIS -> timestamp(step, AvroNumbers.fromMillis(in.readLong()));
            case TIMESTAMP_NANOS -> timestamp(step, AvroNumbers.fromNanos(in.readLong()));
            case DATE -> date(step);
            case UUID -> uuid();
            case TIME_MILLIS -> time(in.readInt() * AvroNumbers.MICROS_PER_MILLI);
            case TIME_MICROS -> time(in.readLong());
            case TIME_NANOS -> time(AvroNumbers.fromNanos(in.readLong()));
            case DECIMAL_BYTES -> decimalBytes(step);
            case NUMERIC_TEXT, NUMERIC_INTEGER_TEXT -> numericText(step);
            case BITS -> TextEncoder.bits(step, in, out);
            case DECIMAL_BYTES_TEXT -> TextEncoder.decimalBytes(step, in, out);
            case VARIABLE_SCALE_TEXT -> TextEncoder.variableScale(in, out);
            case DATE_TEXT -> out.putText(EpochTime.dateText(in.readInt()));
            case TIMESTAMP_MILLIS_TEXT -> TextEncoder.millisText(in.readLong(), out);
            case TIMESTAMP_MICROS_TEXT -> TextEncoder.timestampText(in.readLong(), out);
            case TIMESTAMP_NANOS_TEXT -> TextEncoder.timestampText(AvroNumbers.fromNanos(in.readLong()), out);
            case TIMESTAMP_ISO_TEXT -> texts.isoText(in, out);
            case DURATION_TEXT -> out.putText(EpochTime.durationText(in.readLong()));
        }
    }

    private void string(ColumnStep step) {
        int length = in.readLength();
        int from = in.take(length);
        if (Marks.isPlaceholder(in.bytes(), from, length)) {
            missing(step);
        } else if (Marks.isGone(in.bytes(), from, length)) {
            meta.isGone = true;
            missing(step);
        } else if (Marks.isEscaped(in.bytes(), from, length)) {
            out.putText(in.bytes(), from + 1, length - 1);
        } else {
            out.putText(in.bytes(), from, length);
        }
    }

    private void missing(ColumnStep step) {
        if (step.nullable) {
            out.markNull();
        } else {
            out.putByte(0);
        }
        meta.addMissing(step.column);
    }

    private void int16() {
        int value = in.readInt();
        if ((short) value != value) {
            throw MalformedChangeException.corrupt("a smallint has more than 16 bits");
        }
        out.putShort((short) value);
    }

    /**
     * Passes a number on; one that says in which partition its row is, only if that is a day that a partition can be
     * of.
     */
    private long inTime(ColumnStep step, long value) {
        if (step.epochUnit == null) {
            return value;
        }
        long micros = step.epochUnit.toMicros(value);
        if (micros < Temporal.MIN_MICROS || micros > Temporal.MAX_MICROS) {
            // Not clamped: the column's type does hold the number, so another one would be wrong.
            throw MalformedChangeException.outOfRange("a number of " + step.epochUnit.key()
                    + " since 1970 is not between 1900-01-01 and 2299-12-31; correct it, or the unit of partition_by in"
                    + " tables.yaml");
        }
        if (step.isPartition) {
            meta.partitionValue = micros;
        }
        return value;
    }

    private void date(ColumnStep step) {
        int day = in.readInt();
        if (day < Temporal.MIN_DAY || day > Temporal.MAX_DAY) {
            day = day > 0 || day == EpochTime.DATE_INFINITY
                    ? (int) clamped(step, Temporal.MAX_DAY, "a date")
                    : (int) clamped(step, Temporal.MIN_DAY, "a date");
        }
        if (step.isPartition) {
            meta.partitionValue = day;
        }
        out.putInt(day);
    }

    private void timestamp(ColumnStep step, long micros) {
        long value = micros;
        if (value < Temporal.MIN_MICROS || value > Temporal.MAX_MICROS) {
            boolean wrapped = value < EpochTime.FIRST_MICRO
                    && value != EpochTime.MICROS_MINUS_INFINITY
                    && value != EpochTime.READ_MINUS_INFINITY;
            value = clamped(step, value > 0 || wrapped ? Temporal.MAX_MICROS : Temporal.MIN_MICROS, "a timestamp");
        }
        if (step.isPartition) {
            meta.partitionValue = value;
        }
        out.putLong(value);
    }

    private long clamped(ColumnStep step, long nearest, String what) {
        if (!clamp || step.isKey) {
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

    private void time(long micros) {
        if (micros < 0 || micros > MICROS_PER_DAY) {
            throw MalformedChangeException.corrupt("a time is not within a day");
        }
        out.putLong(micros);
    }

    private void uuid() {
        int length = in.readLength();
        Uuids.write(in.bytes(), in.take(length), length, out);
    }

    private void decimalString(ColumnStep step) {
        int length = in.readLength();
        DecimalText.write(in.bytes(), in.take(length), length, step, clamp && !step.isKey, out);
    }

    private void decimalBytes(ColumnStep step) {
        BigDecimal value = new BigDecimal(AvroNumbers.readUnscaled(in, MAX_DECIMAL_BYTES), step.scale);
        DecimalText.write(value, step, clamp && !step.isKey, out);
    }

    private void numericText(ColumnStep step) {
        int length = in.readLength();
        int from = in.take(length);
        byte[] text = in.bytes();
        byte[] canonical = DecimalText.canonical(text, from, length);
        if (canonical != null) {
            out.putText(canonical);
        } else if (Marks.isPlaceholder(text, from, length)) {
            missing(step);
        } else {
            boolean isInteger = step.encoding == Encoding.NUMERIC_INTEGER_TEXT;
            out.putText(text, from, isInteger ? DecimalText.integerLength(text, from, length) : length);
        }
    }
}
