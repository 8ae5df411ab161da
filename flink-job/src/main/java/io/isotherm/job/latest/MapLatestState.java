package io.isotherm.job.latest;

import io.isotherm.job.model.Buckets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;

/** One map entry per key, and the {@link StateDictionary} of the bucket beside them. */
final class MapLatestState implements LatestState {
    private static final String ENTRIES_NAME = "latest-entries";
    private static final String TABLES_NAME = "latest-tables";

    /** The heap is little used when state is on disk; in a bucket's share of it every byte saves reads. */
    private static final long CACHE_BYTES = Runtime.getRuntime().maxMemory() / 8 / Buckets.COUNT;

    private final ValueState<StateDictionary> tables;
    private final MapState<StateKey, byte[]> entries;
    /** A bucket's dictionary is read once: only this subtask changes it. */
    private final Map<Integer, MapBucket> buckets = new HashMap<>();

    MapLatestState(RuntimeContext context) {
        tables = context.getState(new ValueStateDescriptor<>(TABLES_NAME, StateDictionarySerializer.INSTANCE));
        entries = context.getMapState(
                new MapStateDescriptor<>(ENTRIES_NAME, StateKeySerializer.INSTANCE, StateEntrySerializer.INSTANCE));
    }

    @Override
    public LatestBucket current(int bucketKey) {
        return buckets.computeIfAbsent(
                bucketKey, key -> new MapBucket(tables, entries, (int) Math.min(Integer.MAX_VALUE, CACHE_BYTES)));
    }

    @Override
    public void store(LatestBucket bucket) {
        ((MapBucket) bucket).writeBackIfMany();
    }

    @Override
    public void writeBack(IntConsumer setCurrentKey) {
        buckets.forEach((key, bucket) -> {
            if (bucket.hasUnwritten()) {
                setCurrentKey.accept(key);
                bucket.writeBack();
            }
        });
    }

    @Override
    public long liveKeys() {
        return -1;
    }

    @Override
    public long bytes() {
        return -1;
    }
}
