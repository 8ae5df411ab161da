package io.isotherm.job.latest;

import io.isotherm.job.model.RowFormat;

/**
 * What the state remembers of one key, in the same bytes in both layouts and in savepoints. Final from the first
 * release.
 *
 * <pre>
 * offset size
 *  0     1   bit 0    the row is deleted
 *            bits 1-2 partition value: 0 unknown, 1 NULL, 2 days, 3 microseconds since the epoch
 *            bit 3    a row follows
 *            bit 4    the row is deleted because it was {@link RowFormat#GONE}
 *            bits 5-6 format of this entry, 0 so far; a later release can read old entries and write new ones
 *            bit 7    in memory only: the entry is dead, its key has a newer one; zero in savepoints
 *  1     16  version, low half first, as in the row's trailer
 * 17     8   partition value, if it is not unknown; zero for NULL
 *  +     2   ordinal of the row's layout in the {@link StateDictionary}    } if a row follows
 *  +     4   n: length of the row                                         }
 *  +     n   RowBinary of the layout's columns, without trailer           }
 * </pre>
 *
 * All integers are little-endian. An entry knows its own length. A partition value always takes eight bytes and no
 * entry has optional fields that come and go with ordinary updates, so that most updates leave the length as it is and
 * can be made in place.
 */
final class EntryFormat {
    static final int DELETED = 1;
    static final int ROW = 1 << 3;
    static final int GONE = 1 << 4;
    static final int DEAD = 1 << 7;

    static final int PARTITION_UNKNOWN = 0;
    static final int PARTITION_NULL = 1;
    static final int PARTITION_DAYS = 2;
    static final int PARTITION_MICROS = 3;

    static final int PARTITION_SHIFT = 1;
    private static final int PARTITION_MASK = 3;
    private static final int FORMAT_SHIFT = 5;
    private static final int FORMAT_MASK = 3;

    static final int VERSION_LOW = 1;
    static final int VERSION_HIGH = 9;
    static final int PARTITION = 17;
    static final int FIXED_BYTES = 17;
    static final int PARTITION_BYTES = 8;
    /** Before the row's own bytes. */
    static final int ROW_HEADER_BYTES = 6;

    private EntryFormat() {}

    static int partitionKind(int flags) {
        return flags >> PARTITION_SHIFT & PARTITION_MASK;
    }

    /** Offset of the row's header from the start of the entry, whether there is a row or not. */
    static int rowHeader(int flags) {
        return partitionKind(flags) == PARTITION_UNKNOWN ? FIXED_BYTES : FIXED_BYTES + PARTITION_BYTES;
    }

    /** @throws IllegalStateException if a later release wrote the entry */
    static int length(byte[] bytes, int at) {
        int flags = bytes[at];
        if ((flags >> FORMAT_SHIFT & FORMAT_MASK) != 0) {
            throw new IllegalStateException("the latest state holds entries of format "
                    + (flags >> FORMAT_SHIFT & FORMAT_MASK)
                    + ", which this release does not know; start the release that wrote the savepoint, or a newer one");
        }
        int header = rowHeader(flags);
        return (flags & ROW) == 0 ? header : header + ROW_HEADER_BYTES + RowFormat.getInt(bytes, at + header + 2);
    }
}
