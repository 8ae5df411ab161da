package io.isotherm.job.latest;

import io.isotherm.job.model.RowFormat;
import java.util.Arrays;

/**
 * A key and what is known of it, as it lies in an {@link Arena} and in savepoints. Final from the first release.
 *
 * <pre>
 * offset size
 *  0     2   ordinal of the table in the {@link StateDictionary}
 *  2     2   k: length of the key
 *  4     k   key
 *  4+k       entry, see {@link EntryFormat}
 * </pre>
 */
final class ArenaRecord {
    static final int HEADER_BYTES = 4;

    private ArenaRecord() {}

    static int tableOf(byte[] page, int at) {
        return RowFormat.getInt(page, at) & 0xffff;
    }

    static byte[] keyOf(byte[] page, int at) {
        return Arrays.copyOfRange(page, at + HEADER_BYTES, entryOf(page, at));
    }

    /** Offset of the entry. */
    static int entryOf(byte[] page, int at) {
        return at + HEADER_BYTES + (RowFormat.getInt(page, at) >>> 16);
    }

    static int length(byte[] page, int at) {
        int entry = entryOf(page, at);
        return entry - at + EntryFormat.length(page, entry);
    }

    static boolean isDead(byte[] page, int at) {
        return (page[entryOf(page, at)] & EntryFormat.DEAD) != 0;
    }
}
