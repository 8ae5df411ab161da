package io.isotherm.job.sink.batch;

import java.util.Arrays;

/**
 * Finds rows of a {@link TableBuffer} by hash: open addressing with linear probing, at most half full. A slot holds the
 * hash beside the row's number, so that a row with another hash is passed over without being touched.
 */
final class RowIndex {
    private static final int HASH_SHIFT = 32;

    /** The hash in the upper half and the row's number + 1 in the lower; 0 if empty. */
    private long[] slots;

    /** @param rows there is room for at first */
    RowIndex(int rows) {
        slots = new long[slotsFor(rows)];
    }

    int firstSlot(int hash) {
        return hash & slots.length - 1;
    }

    int nextSlot(int slot) {
        return slot + 1 & slots.length - 1;
    }

    int hashAt(int slot) {
        return (int) (slots[slot] >>> HASH_SHIFT);
    }

    /** -1 if the slot is empty. */
    int rowAt(int slot) {
        return (int) slots[slot] - 1;
    }

    void set(int slot, int hash, int row) {
        slots[slot] = (long) hash << HASH_SHIFT | row + 1;
    }

    /** Keeps what it has. */
    void growFor(int rows) {
        long[] old = slots;
        slots = new long[slotsFor(rows)];
        for (long content : old) {
            if (content != 0) {
                int slot = firstSlot((int) (content >>> HASH_SHIFT));
                while (slots[slot] != 0) {
                    slot = nextSlot(slot);
                }
                slots[slot] = content;
            }
        }
    }

    void clear() {
        Arrays.fill(slots, 0);
    }

    long bytes() {
        return (long) Long.BYTES * slots.length;
    }

    private static int slotsFor(int rows) {
        return Integer.highestOneBit(Math.max(1, rows - 1)) * 4;
    }
}
