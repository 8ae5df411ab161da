package io.isotherm.job.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What the connector sends in place of a value that a change does not bring. Our connector puts one zero byte before a
 * value of the source that reads like a mark, behind zero bytes of its own or not (its class {@code LiteralMarks}).
 */
final class Marks {
    private static final String UNAVAILABLE = "__debezium_unavailable_value";
    private static final byte[] PLACEHOLDER = UNAVAILABLE.getBytes(StandardCharsets.UTF_8);
    private static final byte[] HSTORE_PLACEHOLDER =
            ("{\"" + UNAVAILABLE + "\":\"" + UNAVAILABLE + "\"}").getBytes(StandardCharsets.UTF_8);
    /** Written by the connector's post processor {@code MovedRows}. */
    private static final byte[] GONE = "__isotherm_deleted_row_value".getBytes(StandardCharsets.UTF_8);

    private Marks() {}

    /** Whether these bytes stand for a TOASTed value that the change left alone. */
    static boolean isPlaceholder(byte[] bytes, int from, int length) {
        return is(PLACEHOLDER, bytes, from, length) || is(HSTORE_PLACEHOLDER, bytes, from, length);
    }

    /** Whether these bytes say that the row had left the source when its value was to be read again. */
    static boolean isGone(byte[] bytes, int from, int length) {
        return is(GONE, bytes, from, length);
    }

    /** Whether the first of these bytes is the zero byte that is not the value's. */
    static boolean isEscaped(byte[] bytes, int from, int length) {
        return length > 0 && bytes[from] == 0 && isLiteral(bytes, from + 1, length - 1);
    }

    /** Whether a value of the source must have a zero byte before it. */
    static boolean isLiteral(byte[] bytes, int from, int length) {
        int at = from;
        int end = from + length;
        while (at < end && bytes[at] == 0) {
            at++;
        }
        return isPlaceholder(bytes, at, end - at) || isGone(bytes, at, end - at);
    }

    private static boolean is(byte[] mark, byte[] bytes, int from, int length) {
        return length == mark.length && Arrays.equals(bytes, from, from + length, mark, 0, length);
    }
}
