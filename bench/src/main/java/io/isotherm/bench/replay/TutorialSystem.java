package io.isotherm.bench.replay;

import io.isotherm.bench.job.TutorialJob;
import io.isotherm.bench.stack.BenchStack;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.settings.Setting;
import java.util.List;
import java.util.Map;

/** {@link TutorialJob}, on the heap state backend. */
final class TutorialSystem implements ReplaySystem {
    private static final String TABLE = "bench.tutorial_orders";

    private final BenchStack stack;
    private final Replay replay;
    private final FlinkRun run;
    private final TableProgress progress;

    TutorialSystem(BenchStack stack, Replay replay) {
        this.stack = stack;
        this.replay = replay;
        this.run = new FlinkRun(stack);
        this.progress = replay.progressOf(TABLE);
    }

    @Override
    public String name() {
        return "tutorial Flink job";
    }

    @Override
    public void prepare() {
        replay.table().create(TABLE);
        run.prepare();
        progress.begin();
    }

    @Override
    public void start() {
        run.start(
                stack.flink().benchJar(),
                TutorialJob.class.getName(),
                List.of(
                        stack.kafka(),
                        BaseRecorder.TOPIC,
                        stack.registry(),
                        stack.settings().url(Setting.CLICKHOUSE_HTTP_PORT),
                        stack.connections()
                                .secrets()
                                .file(Secret.CLICKHOUSE_ADMIN_PASSWORD)
                                .toString(),
                        TABLE),
                // Such a job names no operators and has types that Flink reads by reflection
                Map.of("pipeline.auto-generate-uids", "true", "pipeline.generic-types", "true"));
    }

    @Override
    public Progress progress() {
        Progress now = progress.look();
        if (now.rows() == 0) {
            run.requireHealthy();
        }
        return now;
    }

    @Override
    public Map<String, Number> details() {
        return run.details();
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
