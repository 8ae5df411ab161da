package io.isotherm.job.latest;

import io.isotherm.job.model.Buckets;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;

/** One {@link ArenaBucket} per key group. */
final class ArenaLatestState implements LatestState {
    private static final String NAME = "latest-arena";

    private final ValueState<ArenaBucket> state;
    private final Map<Integer, BucketSize> sizes = new HashMap<>(2 * Buckets.COUNT);
    private BucketSize size;
    private volatile long liveKeys;
    private volatile long bytes;

    /** Last known size of a bucket, so that the totals can follow its changes. */
    private static final class BucketSize {
        int liveKeys;
        long bytes;
    }

    ArenaLatestState(RuntimeContext context) {
        state = context.getState(new ValueStateDescriptor<>(NAME, ArenaBucketSerializer.INSTANCE));
    }

    @Override
    public LatestBucket current(int bucketKey) throws Exception {
        size = sizes.computeIfAbsent(bucketKey, key -> new BucketSize());
        // on the heap this is the stored object itself, or a copy of it if a running snapshot needs the old one
        ArenaBucket bucket = state.value();
        return bucket == null ? new ArenaBucket() : bucket;
    }

    @Override
    public void store(LatestBucket bucket) throws Exception {
        ArenaBucket changed = (ArenaBucket) bucket;
        state.update(changed);
        liveKeys += changed.liveKeys() - size.liveKeys;
        bytes += changed.bytes() - size.bytes;
        size.liveKeys = changed.liveKeys();
        size.bytes = changed.bytes();
    }

    @Override
    public long liveKeys() {
        return liveKeys;
    }

    @Override
    public long bytes() {
        return bytes;
    }
}
