package io.isotherm.job.latest;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The newest entries of a bucket that the backend does not have yet. Most lookups are for keys that are not here: an array
 * of hashes answers them without touching an object.
 *
 * <p>Not thread-safe.
 */
final class UnwrittenEntries {
    private static final int FIRST_CAPACITY = 16;

    private record Entry(int hash, StateKey key, byte[] bytes) {}

    /** Open addressing, linear probing, at most half full: number of the entry + 1, or 0. */
    private int[] slots = new int[2 * FIRST_CAPACITY];
    /** The hash of the entry in the slot. */
    private int[] hashes = new int[2 * FIRST_CAPACITY];

    private Entry[] entries = new Entry[FIRST_CAPACITY];
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The key's entry, or null if there is none here. */
    byte[] get(int keyHash, StateKey key) {
        int slot = slotOf(keyHash, key);
        return slots[slot] == 0 ? null : entries[slots[slot] - 1].bytes();
    }

    void put(int keyHash, StateKey key, byte[] bytes) {
        int slot = slotOf(keyHash, key);
        Entry entry = new Entry(keyHash, key, bytes);
        if (slots[slot] != 0) {
            entries[slots[slot] - 1] = entry;
            return;
        }
        if (size == entries.length) {
            grow();
            slot = slotOf(keyHash, key);
        }
        entries[size++] = entry;
        slots[slot] = size;
        hashes[slot] = keyHash;
    }

    /**
     * All entries, in the order of their keys: RocksDB finds the place of a key that follows the one before in a fraction of the
     * time that it takes for any other.
     */
    Map<StateKey, byte[]> inOrder() {
        Entry[] sorted = Arrays.copyOf(entries, size);
        Arrays.sort(sorted, Comparator.comparing(Entry::key));
        Map<StateKey, byte[]> ordered = new LinkedHashMap<>(2 * size);
        for (Entry entry : sorted) {
            ordered.put(entry.key(), entry.bytes());
        }
        return ordered;
    }

    void clear() {
        Arrays.fill(slots, 0);
        Arrays.fill(entries, 0, size, null);
        size = 0;
    }

    private int slotOf(int keyHash, StateKey key) {
        int slot = firstSlot(keyHash);
        while (slots[slot] != 0
                && (hashes[slot] != keyHash || !entries[slots[slot] - 1].key().equals(key))) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    /** The lower bits: the upper ones are the bucket's. */
    private int firstSlot(int keyHash) {
        return keyHash & slots.length - 1;
    }

    private void grow() {
        entries = Arrays.copyOf(entries, 2 * entries.length);
        slots = new int[2 * entries.length];
        hashes = new int[slots.length];
        for (int i = 0; i < size; i++) {
            int slot = slotOf(entries[i].hash(), entries[i].key());
            slots[slot] = i + 1;
            hashes[slot] = entries[i].hash();
        }
    }
}
