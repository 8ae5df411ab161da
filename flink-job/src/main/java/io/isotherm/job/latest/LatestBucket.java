package io.isotherm.job.latest;

import java.util.List;

/**
 * The latest state of all keys of one bucket, whatever its layout. One entry per key; entries are never removed, a
 * deleted row's stays as {@link EntryFormat#DELETED}, or a replay would bring the row back.
 *
 * <p>Not thread-safe.
 */
interface LatestBucket {

    /** Number of the topic in this bucket, given on first use. */
    int table(String topic);

    /** Whether the topic was given a number. */
    boolean hasTable(String topic);

    /** Number of the layout in this bucket, given on first use. */
    int layout(RowLayout layout);

    RowLayout layoutAt(int ordinal);

    /**
     * Says which keys {@link #find} will be asked for. Reading their memory ahead, one after the other without any work
     * in between, lets the processor wait for all of it at once instead of for each key in turn.
     *
     * @param keyHashes hashes of topic and key; the first {@code count} are valid
     */
    default void expect(int[] keyHashes, int count) {}

    /**
     * The entry of a key, or null if there is none. The next {@link #put} is for this key.
     *
     * @param keyHash {@link io.isotherm.job.model.KeyHash} of topic and key
     */
    StoredEntry find(int table, int keyHash, byte[] key, int keyStart, int keyLength);

    /** Copies of the keys whose row is live and older than this version. Walks the whole bucket. */
    List<byte[]> liveKeysBelow(int table, long versionHigh, long versionLow);

    /** Stores the entry of the key last looked for, in place of the one it had. */
    void put(NewEntry entry);
}
