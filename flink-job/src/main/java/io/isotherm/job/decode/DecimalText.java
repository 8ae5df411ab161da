package io.isotherm.job.decode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Parses decimal text into the little-endian two's complement of a ClickHouse Decimal. Values of up to 18 digits take a
 * path without objects.
 */
final class DecimalText {
    private static final int LONG_DIGITS = 18;
    private static final long[] POWERS = powers();
    /** Longer text cannot be a Decimal of 76 digits, unless it is padded with zeros that no source sends. */
    private static final int MAX_TEXT = 256;

    private static final byte[] NAN = ascii("NaN");
    private static final byte[] INFINITY = ascii("Infinity");
    private static final byte[] MINUS_INFINITY = ascii("-Infinity");
    /** Debezium's names of the values that are no numbers. */
    private static final byte[] SOURCE_NAN = ascii("NAN");

    private static final byte[] SOURCE_INFINITY = ascii("POSITIVE_INFINITY");
    private static final byte[] SOURCE_MINUS_INFINITY = ascii("NEGATIVE_INFINITY");

    private DecimalText() {}

    /** Writes the value, or the nearest one if {@code clamp}. */
    static void write(byte[] text, int from, int length, ColumnStep step, boolean clamp, RowOutput out) {
        int at = from;
        int end = from + length;
        boolean negative = at < end && text[at] == '-';
        if (negative) {
            at++;
        }
        long value = 0;
        int fraction = -1;
        int digits = 0;
        for (; at < end; at++) {
            int digit = text[at] - '0';
            if (digit >= 0 && digit <= 9) {
                value = value * 10 + digit;
                fraction += fraction >= 0 ? 1 : 0;
                digits++;
            } else if (text[at] == '.' && fraction < 0) {
                fraction = 0;
            } else {
                special(text, from, length, step, clamp, out);
                return;
            }
        }
        if (digits == 0) {
            throw notANumber();
        }
        int shift = step.scale - Math.max(fraction, 0);
        if (shift < 0 || digits + shift > LONG_DIGITS) {
            writeLong(text, from, length, step, clamp, out);
            return;
        }
        value *= POWERS[shift];
        if (step.precision < LONG_DIGITS && value >= POWERS[step.precision]) {
            outOfRange(negative, step, clamp, out);
        } else {
            put(negative ? -value : value, step.width, out);
        }
    }

    /** Any number of digits. */
    private static void writeLong(byte[] text, int from, int length, ColumnStep step, boolean clamp, RowOutput out) {
        boolean negative = text[from] == '-';
        if (length > MAX_TEXT) {
            outOfRange(negative, step, clamp, out);
        } else {
            write(new BigDecimal(new String(text, from, length, StandardCharsets.US_ASCII)), step, clamp, out);
        }
    }

    static void write(BigDecimal value, ColumnStep step, boolean clamp, RowOutput out) {
        BigDecimal scaled = value.setScale(step.scale, clamp ? RoundingMode.HALF_UP : RoundingMode.DOWN);
        BigInteger unscaled = scaled.unscaledValue();
        boolean isExact = clamp || scaled.compareTo(value) == 0;
        if (isExact && unscaled.abs().compareTo(limit(step)) < 0) {
            put(unscaled, step.width, out);
        } else {
            outOfRange(value.signum() < 0, step, clamp, out);
        }
    }

    /** Text for a String column: as it is, but for the values that are no numbers. */
    static byte[] canonical(byte[] text, int from, int length) {
        int end = from + length;
        if (Arrays.equals(text, from, end, SOURCE_NAN, 0, SOURCE_NAN.length)) {
            return NAN;
        }
        if (Arrays.equals(text, from, end, SOURCE_INFINITY, 0, SOURCE_INFINITY.length)) {
            return INFINITY;
        }
        return Arrays.equals(text, from, end, SOURCE_MINUS_INFINITY, 0, SOURCE_MINUS_INFINITY.length)
                ? MINUS_INFINITY
                : null;
    }

    /** Length without a fraction of zeros. */
    static int integerLength(byte[] text, int from, int length) {
        int end = from + length;
        int point = from;
        while (point < end && text[point] != '.') {
            point++;
        }
        for (int i = point + 1; i < end; i++) {
            if (text[i] != '0') {
                return length;
            }
        }
        return point - from;
    }

    private static void special(byte[] text, int from, int length, ColumnStep step, boolean clamp, RowOutput out) {
        byte[] canonical = canonical(text, from, length);
        if (canonical == null) {
            throw notANumber();
        }
        if (canonical == NAN) {
            throw MalformedChangeException.outOfRange("NaN has no place in a Decimal; use on_out_of_range: string");
        }
        outOfRange(canonical == MINUS_INFINITY, step, clamp, out);
    }

    private static void outOfRange(boolean negative, ColumnStep step, boolean clamp, RowOutput out) {
        if (!clamp) {
            throw MalformedChangeException.outOfRange("the value does not fit Decimal(" + step.precision + ", "
                    + step.scale + "); use on_out_of_range: string");
        }
        BigInteger largest = limit(step).subtract(BigInteger.ONE);
        put(negative ? largest.negate() : largest, step.width, out);
    }

    private static BigInteger limit(ColumnStep step) {
        return BigInteger.TEN.pow(step.precision);
    }

    private static void put(long value, int width, RowOutput out) {
        if (width == Integer.BYTES) {
            out.putInt((int) value);
            return;
        }
        out.putLong(value);
        for (int i = Long.BYTES; i < width; i += Long.BYTES) {
            out.putLong(value >> (Long.SIZE - 1));
        }
    }

    private static void put(BigInteger value, int width, RowOutput out) {
        byte[] bigEndian = value.toByteArray();
        int sign = value.signum() < 0 ? -1 : 0;
        for (int i = 0; i < width; i++) {
            out.putByte(i < bigEndian.length ? bigEndian[bigEndian.length - 1 - i] : sign);
        }
    }

    private static MalformedChangeException notANumber() {
        return MalformedChangeException.corrupt("not a decimal number");
    }

    private static long[] powers() {
        long[] powers = new long[LONG_DIGITS + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
