package io.isotherm.job.model;

import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Maps key hashes to buckets, one per Flink key group. Keyed state is kept per bucket, so a bucket moves as a whole
 * when the job is rescaled, and every subtask gets the same number of buckets.
 *
 * <p>The number of buckets is the job's maximum parallelism and can never change for a job with state.
 */
public final class Buckets {
    /** Fixed from the first release: savepoints depend on it. */
    public static final int COUNT = 128;

    private static final int[] KEYS = representatives();

    private Buckets() {}

    /** @param keyHash well-spread hash of table and key, see {@link KeyHash} */
    public static int bucketOf(int keyHash) {
        return keyHash >>> (Integer.SIZE - 7);
    }

    /** The integer that Flink assigns to the key group with the bucket's number. */
    public static int keyOf(int bucket) {
        return KEYS[bucket];
    }

    private static int[] representatives() {
        int[] keys = new int[COUNT];
        boolean[] found = new boolean[COUNT];
        int missing = COUNT;
        for (int candidate = 0; missing > 0; candidate++) {
            int group = KeyGroupRangeAssignment.assignToKeyGroup(candidate, COUNT);
            if (!found[group]) {
                found[group] = true;
                keys[group] = candidate;
                missing--;
            }
        }
        return keys;
    }
}
