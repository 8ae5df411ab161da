package io.isotherm.job.latest;

import io.isotherm.job.config.JobConfig.LatestStore;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;

/** A layout of the state and the backend it runs on. */
enum Layout {
    ARENA(LatestStore.ARENA),
    MAP_ON_ROCKSDB(LatestStore.MAP),
    MAP_ON_HEAP(LatestStore.MAP),
    ARENA_ON_ROCKSDB(LatestStore.ARENA);

    final LatestStore store;

    Layout(LatestStore store) {
        this.store = store;
    }

    StateBackend backend() {
        return name().endsWith("ROCKSDB") ? new EmbeddedRocksDBStateBackend() : new HashMapStateBackend();
    }
}
