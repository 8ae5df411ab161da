package io.isotherm.bench.latency;

import io.isotherm.bench.stack.BenchStack;
import io.isotherm.bench.stack.FlinkJobs;
import io.isotherm.bench.stack.JobSettings;
import java.util.List;
import java.util.Map;

/** Debezium, Kafka and Isotherm's job. */
final class IsothermTarget implements ProbeTarget {
    private final BenchStack stack;
    private final FlinkJobs flink;
    private String job;

    IsothermTarget(BenchStack stack) {
        this.stack = stack;
        this.flink = stack.flink();
    }

    @Override
    public String name() {
        return "Isotherm";
    }

    @Override
    public boolean isOurs() {
        return true;
    }

    @Override
    public String database() {
        return "hot";
    }

    @Override
    public void start() {
        String config = JobSettings.write(stack, "latency", "- public." + ProbeTable.NAME)
                .toString();
        job = flink.submit(flink.isothermJar(), null, List.of("--config", config), Map.of());
        flink.awaitRunning(job);
    }

    @Override
    public List<Long> checkpoints() {
        return flink.checkpointMoments(job);
    }

    @Override
    public void stop() {
        if (job != null) {
            flink.cancel(job);
            job = null;
        }
    }
}
