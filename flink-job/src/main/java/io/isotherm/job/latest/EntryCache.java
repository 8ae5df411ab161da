package io.isotherm.job.latest;

import io.isotherm.job.model.RowFormat;
import java.util.Arrays;

/**
 * The entries of a bucket that were last read or written, so that the changes that follow a change closely need not ask
 * the backend. Holds what the backend holds or will be given, so losing an entry loses nothing.
 *
 * <p>A ring of bytes, in which new entries take the place of the oldest, and an index with one place per hash: two
 * objects however many entries, and a bound in bytes however wide the rows. It starts small and doubles up to the
 * bound.
 */
final class EntryCache {
    private static final int FIRST_BYTES = 4096;
    /** Entries are a good deal larger, so few of them share a place in the index. */
    private static final int BYTES_PER_PLACE = 32;
    /** A single entry must not push out all the others. */
    private static final int ENTRIES_AT_LEAST = 8;

    private static final int HASH = 0;
    private static final int TABLE = 4;
    private static final int KEY_LENGTH = 8;
    private static final int ENTRY_LENGTH = 12;
    private static final int HEADER_BYTES = 16;

    private final int maxBytes;
    private byte[] ring = new byte[FIRST_BYTES];
    /** Offset in the ring + 1, or 0. */
    private int[] index = new int[FIRST_BYTES / BYTES_PER_PLACE];

    /** Where the next entry goes. */
    private int head;
    /** What is left of the round before: entries from here up to {@link #end}. */
    private int oldest;

    private int end;

    /** @param maxBytes of the ring, rounded down to a power of two */
    EntryCache(int maxBytes) {
        this.maxBytes = Math.max(FIRST_BYTES, Integer.highestOneBit(maxBytes));
    }

    /**
     * Offset of the key's entry in {@link #bytes()}, valid until the next {@link #put}; -1 if it is not here, which
     * says nothing about the backend.
     */
    int find(int keyHash, StateKey key) {
        int at = index[placeOf(keyHash)] - 1;
        return at >= 0 && holdsKey(at, keyHash, key) ? at + HEADER_BYTES + key.bytes().length : -1;
    }

    byte[] bytes() {
        return ring;
    }

    void put(int keyHash, StateKey key, byte[] entry) {
        int place = placeOf(keyHash);
        int known = index[place] - 1;
        if (known >= 0 && holdsKey(known, keyHash, key)) {
            if (RowFormat.getInt(ring, known + ENTRY_LENGTH) == entry.length) {
                System.arraycopy(entry, 0, ring, known + HEADER_BYTES + key.bytes().length, entry.length);
                return;
            }
            index[place] = 0;
        }
        int size = HEADER_BYTES + key.bytes().length + entry.length;
        if (size <= maxBytes / ENTRIES_AT_LEAST) {
            makeRoom(size);
            append(keyHash, key, entry);
        }
    }

    private void makeRoom(int size) {
        while (head + size > ring.length && ring.length < maxBytes) {
            grow();
        }
        if (head + size > ring.length) {
            forgetBefore(end);
            end = head;
            oldest = 0;
            head = 0;
        }
        forgetBefore(head + size);
    }

    /**
     * Begins anew instead of moving the entries: the log also holds older ones of their keys, which must not come back.
     */
    private void grow() {
        ring = new byte[2 * ring.length];
        index = new int[ring.length / BYTES_PER_PLACE];
        head = 0;
    }

    /** Takes entries of the round before out of the index until none begins before the offset. */
    private void forgetBefore(int offset) {
        while (oldest < end && oldest < offset) {
            int place = placeOf(RowFormat.getInt(ring, oldest + HASH));
            if (index[place] == oldest + 1) {
                index[place] = 0;
            }
            oldest += sizeAt(oldest);
        }
    }

    private void append(int keyHash, StateKey key, byte[] entry) {
        int at = head;
        RowFormat.putInt(ring, at + HASH, keyHash);
        RowFormat.putInt(ring, at + TABLE, key.table());
        RowFormat.putInt(ring, at + KEY_LENGTH, key.bytes().length);
        RowFormat.putInt(ring, at + ENTRY_LENGTH, entry.length);
        System.arraycopy(key.bytes(), 0, ring, at + HEADER_BYTES, key.bytes().length);
        System.arraycopy(entry, 0, ring, at + HEADER_BYTES + key.bytes().length, entry.length);
        index[placeOf(keyHash)] = at + 1;
        head += sizeAt(at);
    }

    private int sizeAt(int at) {
        return HEADER_BYTES + RowFormat.getInt(ring, at + KEY_LENGTH) + RowFormat.getInt(ring, at + ENTRY_LENGTH);
    }

    private boolean holdsKey(int at, int keyHash, StateKey key) {
        int from = at + HEADER_BYTES;
        int length = RowFormat.getInt(ring, at + KEY_LENGTH);
        return RowFormat.getInt(ring, at + HASH) == keyHash
                && RowFormat.getInt(ring, at + TABLE) == key.table()
                && Arrays.equals(ring, from, from + length, key.bytes(), 0, key.bytes().length);
    }

    /** The lower bits: the upper ones are the bucket's. */
    private int placeOf(int keyHash) {
        return keyHash & index.length - 1;
    }
}
