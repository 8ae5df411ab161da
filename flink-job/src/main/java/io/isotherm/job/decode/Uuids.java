package io.isotherm.job.decode;

/** Parses UUID text into RowBinary: the upper and the lower 64 bits, each little-endian. */
final class Uuids {
    static final int TEXT_BYTES = 36;

    /** Value of a hexadecimal digit, -1 for any other byte. */
    private static final byte[] DIGITS = digits();

    private Uuids() {}

    static void write(byte[] text, int from, int length, RowOutput out) {
        if (length != TEXT_BYTES
                || text[from + 8] != '-'
                || text[from + 13] != '-'
                || text[from + 18] != '-'
                || text[from + 23] != '-') {
            throw malformed();
        }
        long upper = hex(text, from, 8) << 32 | hex(text, from + 9, 4) << 16 | hex(text, from + 14, 4);
        long lower = hex(text, from + 19, 4) << 48 | hex(text, from + 24, 12);
        out.putLong(upper);
        out.putLong(lower);
    }

    private static long hex(byte[] text, int from, int digits) {
        long value = 0;
        int bad = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = DIGITS[text[i] & 0xff];
            bad |= digit;
            value = value << 4 | digit & 0xf;
        }
        if (bad < 0) {
            throw malformed();
        }
        return value;
    }

    private static byte[] digits() {
        byte[] digits = new byte[256];
        for (int i = 0; i < digits.length; i++) {
            digits[i] = (byte) Character.digit(i, 16);
        }
        return digits;
    }

    private static MalformedChangeException malformed() {
        return MalformedChangeException.corrupt("not a UUID");
    }
}
