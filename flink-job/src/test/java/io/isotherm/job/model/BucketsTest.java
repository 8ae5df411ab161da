package io.isotherm.job.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;

class BucketsTest {

    @Test
    void everyBucketIsOneKeyGroup() {
        Set<Integer> groups = new HashSet<>();
        for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
            int group = KeyGroupRangeAssignment.assignToKeyGroup(Buckets.keyOf(bucket), Buckets.COUNT);
            assertThat(group).isEqualTo(bucket);
            groups.add(group);
        }
        assertThat(groups).hasSize(Buckets.COUNT);
    }

    @Property
    void everyHashHasABucket(@ForAll int hash) {
        assertThat(Buckets.bucketOf(hash)).isBetween(0, Buckets.COUNT - 1);
    }

    @Test
    void sequentialKeysSpreadEvenly() {
        int[] rows = new int[Buckets.COUNT];
        byte[] key = new byte[Long.BYTES];
        int seed = KeyHash.seed("shop.public.orders");
        int perBucket = 1_000;
        for (long id = 0; id < (long) perBucket * Buckets.COUNT; id++) {
            RowFormat.putLong(key, 0, id);
            rows[Buckets.bucketOf(KeyHash.hash(seed, key, 0, key.length))]++;
        }
        assertThat(Arrays.stream(rows)).allMatch(count -> count > perBucket * 0.8 && count < perBucket * 1.2);
    }

    @Test
    void hashIsTheOneThatSavepointsWereWrittenWith() {
        byte[] key = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
        assertThat(KeyHash.hash(KeyHash.seed("a.b.c"), key, 0, key.length)).isEqualTo(2017050960);
        assertThat(KeyHash.hash(KeyHash.seed("a.b.c"), key, 2, 8)).isEqualTo(-1530600565);
        assertThat(KeyHash.hash(KeyHash.seed("a.b.c"), key, 0, 0)).isEqualTo(-584573885);
    }
}
