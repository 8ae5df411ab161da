package io.isotherm.job.decode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * The encodings whose target is text that the source did not send as text. They are rare and may allocate. Not
 * thread-safe.
 */
final class TextEncoder {
    private static final int MAX_NUMERIC_BYTES = 65_536;

    private final IsoTimestamp timestamp = new IsoTimestamp();

    static void decimalBytes(ColumnStep step, AvroCursor in, RowOutput out) {
        out.putText(plain(AvroNumbers.readUnscaled(in, MAX_NUMERIC_BYTES), step.scale));
    }

    void isoText(AvroCursor in, RowOutput out) {
        int length = in.readLength();
        timestamp.parse(in.bytes(), in.take(length), length);
        out.putText(EpochTime.timestampText(timestamp.second(), timestamp.micro(), true));
    }

    static void timestampText(long micros, RowOutput out) {
        if (micros == EpochTime.MICROS_INFINITY || micros == EpochTime.READ_INFINITY) {
            out.putText(EpochTime.INFINITY);
        } else if (micros == EpochTime.MICROS_MINUS_INFINITY || micros == EpochTime.READ_MINUS_INFINITY) {
            out.putText(EpochTime.MINUS_INFINITY);
        } else {
            out.putText(EpochTime.timestampText(
                    Math.floorDiv(micros, EpochTime.MICROS_PER_SECOND),
                    (int) Math.floorMod(micros, EpochTime.MICROS_PER_SECOND),
                    false));
        }
    }

    static void millisText(long millis, RowOutput out) {
        if (millis == EpochTime.MILLIS_INFINITY || millis == EpochTime.MILLIS_MINUS_INFINITY) {
            timestampText(AvroNumbers.fromMillis(millis), out);
        } else {
            int micro = (int) (Math.floorMod(millis, 1000L) * AvroNumbers.MICROS_PER_MILLI);
            out.putText(EpochTime.timestampText(Math.floorDiv(millis, 1000L), micro, false));
        }
    }

    static void variableScale(AvroCursor in, RowOutput out) {
        int scale = in.readInt();
        if (Math.abs((long) scale) > AvroNumbers.MAX_NUMERIC_DIGITS) {
            throw MalformedChangeException.corrupt("a numeric has a scale of " + scale);
        }
        out.putText(plain(AvroNumbers.readUnscaled(in, MAX_NUMERIC_BYTES), scale));
    }

    private static byte[] plain(BigInteger unscaled, int scale) {
        return new BigDecimal(unscaled, scale).toPlainString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Most significant bit first; Debezium sends the least significant byte first and leaves out leading zeros. */
    static void bits(ColumnStep step, AvroCursor in, RowOutput out) {
        int length = in.readLength();
        int from = in.take(length);
        int bits = step.scale;
        if (length > (bits + Byte.SIZE - 1) / Byte.SIZE) {
            throw MalformedChangeException.corrupt("more than " + bits + " bits");
        }
        out.putLength(bits);
        for (int bit = bits - 1; bit >= 0; bit--) {
            int index = bit / Byte.SIZE;
            boolean set = index < length && (in.bytes()[from + index] >> (bit % Byte.SIZE) & 1) != 0;
            out.putByte(set ? '1' : '0');
        }
    }
}
