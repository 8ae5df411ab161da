package io.isotherm.job.decode;

/**
 * Debezium's {@code source.sequence}, the text {@code ["previous commit","position"]}. Rows of an incremental snapshot
 * have no other position: they are valid as of the last change that was streamed before them.
 */
final class SequencePosition {
    static final long NONE = -1;

    /** The longest position that fits into a long. */
    private static final int MAX_DIGITS = 19;

    private SequencePosition() {}

    /** Reads the string at the cursor; {@link #NONE} if its last element is not a number. */
    static long read(AvroCursor in) {
        int length = in.readLength();
        int from = in.take(length);
        byte[] bytes = in.bytes();
        int end = from + length;
        while (end > from && !isDigit(bytes[end - 1])) {
            end--;
        }
        int start = end;
        while (start > from && isDigit(bytes[start - 1])) {
            start--;
        }
        if (start == end || end - start > MAX_DIGITS) {
            return NONE;
        }
        long position = 0;
        for (int i = start; i < end; i++) {
            position = position * 10 + bytes[i] - '0';
        }
        return position;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
