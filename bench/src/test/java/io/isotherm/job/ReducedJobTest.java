package io.isotherm.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.ReducedJob.Without;
import io.isotherm.job.config.JobConfig;
import io.isotherm.job.config.JobConfigLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReducedJobTest {
    private static final String AUDIT = "hot-sink: loss-audit";
    private static final String SYNC = "hot-sink: disk-sync";

    @TempDir
    private Path folder;

    @Test
    void hasTheJobsOperatorsWithoutTheAudit() throws Exception {
        assertThat(operators(Without.LOSS_AUDIT))
                .contains("kafka-source", "decode", "latest", "hot-sink", "dead-letter-sink")
                .doesNotContain(AUDIT, "Sink Committer: hot-sink");
    }

    @Test
    void keepsTheAuditWhereOnlyRowsAreLeftOut() throws Exception {
        assertThat(operators(Without.STORED_ROWS))
                .contains("kafka-source", "decode", "latest", "hot-sink", "dead-letter-sink", AUDIT);
    }

    @Test
    void hasTheAuditWithoutTheSync() throws Exception {
        assertThat(operators(Without.STORED_ROWS)).contains(SYNC);
        assertThat(operators(Without.DISK_SYNC)).contains(AUDIT).doesNotContain(SYNC);
    }

    private Set<String> operators(Without part) throws Exception {
        Path tables = Files.writeString(folder.resolve("tables.yaml"), "sources: {shop: {tables: [public.*]}}");
        JobConfig config = JobConfigLoader.load(
                null,
                Map.of(
                        "ISOTHERM_KAFKA_BOOTSTRAP", "localhost:1",
                        "ISOTHERM_SCHEMA_REGISTRY_URL", "http://localhost:1",
                        "ISOTHERM_CLICKHOUSE_URL", "http://localhost:1",
                        "ISOTHERM_TABLES", tables.toString()));
        StreamExecutionEnvironment env = JobEnvironment.configure(StreamExecutionEnvironment.getExecutionEnvironment());
        ReducedJob.wire(env, config, part);
        Set<String> uids = new TreeSet<>();
        env.getStreamGraph(false).getStreamNodes().forEach(node -> uids.add(node.getTransformationUID()));
        return uids;
    }
}
