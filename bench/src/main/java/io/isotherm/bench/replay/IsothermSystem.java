package io.isotherm.bench.replay;

import io.isotherm.bench.stack.BenchStack;
import io.isotherm.bench.stack.JobSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Isotherm as users submit it, with every guarantee on. */
final class IsothermSystem implements ReplaySystem {
    static final String TABLE = "hot.ecommerce_orders";
    static final String TABLES_YAML = "- public.orders: {partition_by: created_at}";
    static final Map<String, String> HEAP = Map.of("state.backend.type", "hashmap");
    static final Map<String, String> ROCKS_DB =
            Map.of("state.backend.type", "rocksdb", "state.backend.rocksdb.memory.fixed-per-slot", "192m");

    private final BenchStack stack;
    private final Replay replay;
    private final String name;
    private final Map<String, String> flinkConfiguration;
    private final FlinkRun run;
    private final TableProgress progress;

    private IsothermSystem(BenchStack stack, Replay replay, String name, Map<String, String> flinkConfiguration) {
        this.stack = stack;
        this.replay = replay;
        this.name = name;
        this.flinkConfiguration = flinkConfiguration;
        this.run = new FlinkRun(stack);
        this.progress = replay.progressOf(TABLE);
    }

    static IsothermSystem onHeap(BenchStack stack, Replay replay) {
        return new IsothermSystem(stack, replay, "Isotherm, heap", HEAP);
    }

    static IsothermSystem onRocksDb(BenchStack stack, Replay replay) {
        return new IsothermSystem(stack, replay, "Isotherm, RocksDB", ROCKS_DB);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isOurs() {
        return true;
    }

    @Override
    public void prepare() {
        replay.table().drop(TABLE);
        run.prepare();
        progress.begin();
    }

    @Override
    public void start() {
        Path config = JobSettings.write(stack, "replay", TABLES_YAML);
        run.start(stack.flink().isothermJar(), null, List.of("--config", config.toString()), flinkConfiguration);
    }

    @Override
    public Progress progress() {
        Progress now = progress.look();
        if (now.rows() == 0) {
            run.requireHealthy();
        }
        return now;
    }

    /** @throws io.isotherm.bench.stack.BenchException if the job has failed, even if it is about to start again */
    void requireHealthy() {
        run.requireHealthy();
    }

    @Override
    public Map<String, Number> details() {
        return new HashMap<>(run.details());
    }

    @Override
    public String table() {
        return TABLE;
    }

    @Override
    public void stop() {
        run.stop();
    }
}
