package io.isotherm.job.latest;

/**
 * The entries of a bucket that were last read or written, so that the changes that follow a change closely need not ask
 * the backend. One slot per hash: a newer key takes the place of the older one. Holds what the backend holds, so losing
 * an entry loses nothing.
 */
final class EntryCache {
    /** Of each of the 128 buckets; some 50 MB in all with rows of 200 bytes. */
    private static final int SLOTS = 1024;

    private final StateKey[] keys = new StateKey[SLOTS];
    private final byte[][] entries = new byte[SLOTS][];

    /** Null if it is not here, which says nothing about the backend. */
    byte[] get(int keyHash, StateKey key) {
        int slot = slotOf(keyHash);
        return keys[slot] != null && keys[slot].equals(key) ? entries[slot] : null;
    }

    void put(int keyHash, StateKey key, byte[] entry) {
        int slot = slotOf(keyHash);
        keys[slot] = key;
        entries[slot] = entry;
    }

    /** The lower bits: the upper ones are the bucket's. */
    private static int slotOf(int keyHash) {
        return keyHash & SLOTS - 1;
    }
}
