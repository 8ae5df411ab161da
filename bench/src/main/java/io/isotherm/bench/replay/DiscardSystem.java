package io.isotherm.bench.replay;

import io.isotherm.bench.job.DiscardingJob;
import io.isotherm.bench.stack.BenchException;
import io.isotherm.bench.stack.BenchStack;
import io.isotherm.bench.stack.JobSettings;
import io.isotherm.cli.settings.Setting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Isotherm without ClickHouse: a limit, not a system. Its end is when the last record has been decoded. */
final class DiscardSystem implements ReplaySystem {
    private final BenchStack stack;
    private final Replay replay;
    private final FlinkRun run;
    private final HttpClient http = HttpClient.newHttpClient();

    DiscardSystem(BenchStack stack, Replay replay) {
        this.stack = stack;
        this.replay = replay;
        this.run = new FlinkRun(stack);
    }

    @Override
    public String name() {
        return "limit: Isotherm without ClickHouse";
    }

    @Override
    public void prepare() {
        run.prepare();
    }

    @Override
    public void start() {
        Path config = JobSettings.write(stack, "replay", IsothermSystem.TABLES_YAML);
        run.start(
                stack.flink().benchJar(),
                DiscardingJob.class.getName(),
                List.of("--config", config.toString()),
                IsothermSystem.HEAP);
    }

    @Override
    public Progress progress() {
        long consumed = consumed();
        if (consumed == 0) {
            run.requireHealthy();
        }
        return new Progress(consumed, consumed >= replay.records());
    }

    /** Both subtasks' counters, from the TaskManager's Prometheus endpoint, which is always of the moment. */
    private long consumed() {
        URI uri = URI.create(stack.settings().url(Setting.FLINK_TASKMANAGER_METRICS_PORT) + "/metrics");
        try {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.matches("flink_taskmanager_job_task_operator_.*consumed\\{.*")
                            && line.contains("operator_name=\"decode\""))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException e) {
            throw new BenchException("the TaskManager's metrics cannot be read: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    @Override
    public Map<String, Number> details() {
        return run.details();
    }

    @Override
    public String table() {
        return null;
    }

    @Override
    public void stop() {
        run.stop();
    }
}
