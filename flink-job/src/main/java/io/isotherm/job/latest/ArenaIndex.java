package io.isotherm.job.latest;

import java.util.function.IntConsumer;

/**
 * Finds arena references by key hash: open addressing with linear probing, one long per key, {@code hash << 32 |
 * reference + 1}. With the hash at hand, a probe touches a record only if it is most likely the right one, and growing
 * touches none. Keys are never removed.
 */
final class ArenaIndex {
    private static final int INITIAL_SLOTS = 16;

    private long[] slots;
    private int size;
    private boolean shared;

    ArenaIndex(int expectedSize) {
        int capacity = INITIAL_SLOTS;
        while (limit(capacity) <= expectedSize) {
            capacity = Math.multiplyExact(capacity, 2);
        }
        slots = new long[capacity];
    }

    private ArenaIndex(ArenaIndex other) {
        slots = other.slots;
        size = other.size;
        shared = true;
        other.shared = true;
    }

    /** An index with the same content; whichever of the two is written to first takes a copy. */
    ArenaIndex share() {
        return new ArenaIndex(this);
    }

    int size() {
        return size;
    }

    long bytes() {
        return (long) slots.length * Long.BYTES;
    }

    int firstSlot(int hash) {
        return hash & slots.length - 1;
    }

    int nextSlot(int slot) {
        return slot + 1 & slots.length - 1;
    }

    /** 0 if the slot is free. */
    long at(int slot) {
        return slots[slot];
    }

    static int hashOf(long content) {
        return (int) (content >>> Integer.SIZE);
    }

    static int refOf(long content) {
        return (int) content - 1;
    }

    void forEach(IntConsumer references) {
        for (long content : slots) {
            if (content != 0) {
                references.accept(refOf(content));
            }
        }
    }

    /** @param slot a free one that the probing for {@code hash} ended at */
    void add(int slot, int hash, int ref) {
        set(slot, hash, ref);
        size++;
        if (size >= limit(slots.length)) {
            grow();
        }
    }

    void set(int slot, int hash, int ref) {
        if (shared) {
            slots = slots.clone();
            shared = false;
        }
        slots[slot] = content(hash, ref);
    }

    /** The slot that holds the reference. */
    int slotOf(int hash, int ref) {
        long content = content(hash, ref);
        int slot = firstSlot(hash);
        while (slots[slot] != content) {
            if (slots[slot] == 0) {
                throw new IllegalStateException("a record of the latest state is not in its index: the hash of its key"
                        + " is not the one it was stored under");
            }
            slot = nextSlot(slot);
        }
        return slot;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[Math.multiplyExact(old.length, 2)];
        shared = false;
        for (long content : old) {
            if (content != 0) {
                int slot = firstSlot(hashOf(content));
                while (slots[slot] != 0) {
                    slot = nextSlot(slot);
                }
                slots[slot] = content;
            }
        }
    }

    private static long content(int hash, int ref) {
        return (long) hash << Integer.SIZE | (ref + 1) & 0xffffffffL;
    }

    private static int limit(int capacity) {
        return capacity / 4 * 3;
    }
}
