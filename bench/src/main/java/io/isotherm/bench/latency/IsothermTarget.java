package io.isotherm.bench.latency;

import io.isotherm.bench.stack.BenchStack;
import io.isotherm.bench.stack.FlinkJobs;
import io.isotherm.bench.stack.JobSettings;
import io.isotherm.bench.stack.Topics;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/** Debezium, Kafka and Isotherm's job, which keep all that they confirm on the disk, or leave that to the kernel. */
final class IsothermTarget implements ProbeTarget {
    static final String NAME = "Isotherm";
    private static final String TOPIC = BenchStack.DATABASE + ".public." + ProbeTable.NAME;

    private final BenchStack stack;
    private final FlinkJobs flink;
    private final boolean syncs;
    private String job;

    /** @param syncs as it is by default; without it, Kafka does not sync its appends either */
    IsothermTarget(BenchStack stack, boolean syncs) {
        this.stack = stack;
        this.syncs = syncs;
        this.flink = stack.flink();
    }

    @Override
    public String name() {
        return syncs ? NAME : NAME + ", no disk sync";
    }

    @Override
    public boolean isOurs() {
        return syncs;
    }

    @Override
    public String database() {
        return "hot";
    }

    @Override
    public void start() {
        Topics.set(stack.kafka(), TOPIC, TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG, syncs ? 1 : Long.MAX_VALUE);
        String config = JobSettings.write(
                        stack,
                        "latency",
                        "- public." + ProbeTable.NAME,
                        Map.of("clickhouse.sync", syncs ? "checkpoint" : "none"))
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
