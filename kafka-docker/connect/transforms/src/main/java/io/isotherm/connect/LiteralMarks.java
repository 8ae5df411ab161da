package io.isotherm.connect;

import io.debezium.relational.RelationalDatabaseConnectorConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;

/**
 * Keeps values of the source apart from the marks that stand for a value which a change does not bring. A text or
 * {@code bytea} that reads like a mark leaves with one zero byte before it, and whoever reads the topic takes that
 * byte away. No text of Postgres has a zero byte; a {@code bytea} that begins with some before a mark gets one more.
 *
 * <table>
 * <caption>What leaves</caption>
 * <tr><th>in the source</th><th>in the topic</th></tr>
 * <tr><td>not sent</td><td>{@code __debezium_unavailable_value}</td></tr>
 * <tr><td>{@code __debezium_unavailable_value}</td><td>{@code \0__debezium_unavailable_value}</td></tr>
 * <tr><td>{@code \0__debezium_unavailable_value}, a bytea</td><td>{@code \0\0__debezium_unavailable_value}</td></tr>
 * </table>
 */
final class LiteralMarks {
    private static final String UNAVAILABLE = RelationalDatabaseConnectorConfig.DEFAULT_UNAVAILABLE_VALUE_PLACEHOLDER;

    /** All of ASCII. The last is Debezium's for an hstore that it takes apart. */
    private static final List<String> MARKS =
            List.of(UNAVAILABLE, MovedRows.GONE, "{\"" + UNAVAILABLE + "\":\"" + UNAVAILABLE + "\"}");

    private LiteralMarks() {}

    /** @param isSent whether the row has the value of a field, and not a mark in its place */
    static void escape(Struct row, Predicate<Field> isSent) {
        for (Field field : row.schema().fields()) {
            Object value =
                    switch (field.schema().type()) {
                        case STRING, BYTES -> row.getWithoutDefault(field.name());
                        default -> null;
                    };
            Object escaped = escaped(value);
            if (escaped != value && isSent.test(field)) {
                row.put(field, escaped);
            }
        }
    }

    /** What is to leave for a value of the source; the very same object for nearly all. */
    static Object escaped(Object value) {
        if (!isAmbiguous(value)) {
            return value;
        }
        if (value instanceof String text) {
            return '\0' + text;
        }
        ByteBuffer bytes = (ByteBuffer) value;
        ByteBuffer longer = ByteBuffer.allocate(bytes.remaining() + 1).put((byte) 0);
        return longer.put(bytes.duplicate()).flip();
    }

    /** The text in the source of one that leaves. */
    static String literal(String sent) {
        return sent.startsWith("\0") && isAmbiguous(sent) ? sent.substring(1) : sent;
    }

    /** Whether a value is a mark behind any number of zero bytes. Asked of every text, so nothing is copied. */
    private static boolean isAmbiguous(Object value) {
        return value instanceof String text && isAmbiguous(text)
                || value instanceof ByteBuffer bytes && isAmbiguous(bytes.duplicate());
    }

    private static boolean isAmbiguous(ByteBuffer rest) {
        while (rest.hasRemaining() && rest.get(rest.position()) == 0) {
            rest.get();
        }
        for (String mark : MARKS) {
            if (rest.remaining() == mark.length() && rest.equals(StandardCharsets.US_ASCII.encode(mark))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAmbiguous(String text) {
        int zeros = 0;
        while (zeros < text.length() && text.charAt(zeros) == 0) {
            zeros++;
        }
        int length = text.length() - zeros;
        for (String mark : MARKS) {
            if (length == mark.length() && text.startsWith(mark, zeros)) {
                return true;
            }
        }
        return false;
    }
}
