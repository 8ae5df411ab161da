package io.isotherm.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.config.JobConfig;
import io.isotherm.job.config.JobConfigLoader;
import io.isotherm.job.model.Buckets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CdcTopologyTest {
    @TempDir
    private Path folder;

    @Test
    void savepointsFindEveryOperatorByTheSameId() throws Exception {
        StreamGraph graph = graph();

        Set<String> uids = new TreeSet<>();
        graph.getStreamNodes().forEach(node -> uids.add(node.getTransformationUID()));
        assertThat(uids)
                .containsExactlyInAnyOrder(
                        "kafka-source",
                        "decode",
                        "latest",
                        "hot-sink",
                        "hot-sink: loss-audit",
                        "Sink Committer: hot-sink",
                        "dead-letter-sink",
                        "Sink Committer: dead-letter-sink");
    }

    @Test
    void latestStateIsKeptPerKeyGroup() throws Exception {
        assertThat(graph().getStreamNodes())
                .filteredOn(node -> OperatorIds.LATEST.equals(node.getTransformationUID()))
                .singleElement()
                .satisfies(node -> assertThat(node.getMaxParallelism()).isEqualTo(Buckets.COUNT));
    }

    private StreamGraph graph() throws Exception {
        Path tables = Files.writeString(folder.resolve("tables.yaml"), "sources: {shop: {tables: [public.*]}}");
        JobConfig config = JobConfigLoader.load(
                null,
                Map.of(
                        "ISOTHERM_KAFKA_BOOTSTRAP", "localhost:1",
                        "ISOTHERM_SCHEMA_REGISTRY_URL", "http://localhost:1",
                        "ISOTHERM_CLICKHOUSE_URL", "http://localhost:1",
                        "ISOTHERM_TABLES", tables.toString()));
        StreamExecutionEnvironment env = JobEnvironment.configure(StreamExecutionEnvironment.getExecutionEnvironment());
        IsothermJob.wire(env, config);
        return env.getStreamGraph(false);
    }
}
