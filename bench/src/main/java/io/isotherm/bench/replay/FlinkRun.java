package io.isotherm.bench.replay;

import io.isotherm.bench.stack.BenchStack;
import io.isotherm.bench.stack.FlinkJobs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A job of one measurement, on a TaskManager that has run nothing before. */
final class FlinkRun {
    private final BenchStack stack;
    private final FlinkJobs jobs;
    private String job;

    FlinkRun(BenchStack stack) {
        this.stack = stack;
        this.jobs = stack.flink();
    }

    void prepare() {
        stack.isotherm("restart", "flink-taskmanager");
    }

    void start(Path jar, String mainClass, List<String> arguments, Map<String, String> configuration) {
        job = jobs.submit(jar, mainClass, arguments, configuration);
    }

    /** @throws io.isotherm.bench.stack.BenchException if the job has failed */
    void requireHealthy() {
        jobs.requireHealthy(job);
    }

    Map<String, Number> details() {
        return Map.of("checkpoints", jobs.completedCheckpoints(job), "checkpointBytes", jobs.checkpointBytes(job));
    }

    void stop() {
        if (job != null) {
            jobs.cancel(job);
            job = null;
        }
    }
}
