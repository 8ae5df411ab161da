package io.isotherm.connect;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Keeps a row in the source that is larger than a producer sends. Kafka's producer refuses it, and Connect ends the
 * task for that, with all its tables. Nothing but the row's key leaves ({@link Withheld}), so its table is named and
 * the rest goes on.
 */
final class LargeRows {
    /**
     * Bytes of the values of a change. The rest of {@code producer.max.request.size}, which is 10 MiB, is for the key,
     * the envelope and the headers.
     */
    static final int MOST = 10 * 1024 * 1024 - 256 * 1024;

    private static final String REASON = "a row is larger than " + MOST / 1024 + " KiB, the most that is sent;"
            + " make it smaller, or list its large column under 'exclude' in tables.yaml, then ./isotherm apply and"
            + " ./isotherm resync";

    private static final String BEFORE = "before";
    private static final String AFTER = "after";

    private static final int MOST_BYTES_OF_A_CHARACTER = 3;

    private final Withheld withheld = new Withheld();

    List<SourceRecord> guarded(List<SourceRecord> records) {
        if (records == null || records.stream().noneMatch(LargeRows::isTooLarge)) {
            return records;
        }
        List<SourceRecord> guarded = new ArrayList<>(records.size());
        for (SourceRecord record : records) {
            guarded.add(isTooLarge(record) ? withheld.apply(record, REASON) : record);
        }
        return guarded;
    }

    private static boolean isTooLarge(SourceRecord record) {
        if (!Replacement.isChange(record.valueSchema())) {
            return false;
        }
        // for nearly every row it is enough to count characters
        Struct change = (Struct) record.value();
        return bytesOfRows(change, text -> (long) MOST_BYTES_OF_A_CHARACTER * text.length()) > MOST
                && bytesOfRows(change, LargeRows::bytesOf) > MOST;
    }

    private static long bytesOfRows(Struct change, ToLongFunction<String> ofText) {
        return bytes(change.getWithoutDefault(BEFORE), ofText) + bytes(change.getWithoutDefault(AFTER), ofText);
    }

    private static long bytes(Object value, ToLongFunction<String> ofText) {
        if (value instanceof String text) {
            return ofText.applyAsLong(text);
        }
        if (value instanceof Struct struct) {
            long bytes = 0;
            for (Field field : struct.schema().fields()) {
                // by place: by name it would be looked up for each value of each row
                bytes += bytes(struct.get(field), ofText);
            }
            return bytes;
        }
        if (value instanceof ByteBuffer buffer) {
            return buffer.remaining();
        }
        if (value instanceof byte[] array) {
            return array.length;
        }
        if (value instanceof Collection<?> items) {
            return items.stream().mapToLong(item -> bytes(item, ofText)).sum();
        }
        return Long.BYTES;
    }

    /** In UTF-8. Half of a surrogate pair counts as half of its four bytes. */
    private static long bytesOf(String text) {
        return text.chars()
                .mapToLong(character ->
                        character < 0x80 ? 1 : character < 0x800 || Character.isSurrogate((char) character) ? 2 : 3)
                .sum();
    }
}
