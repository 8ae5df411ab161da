package io.isotherm.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.config.JobConfig;
import io.isotherm.job.config.JobConfigLoader;
import io.isotherm.job.model.Buckets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CdcTopologyTest {
    /** The others are parts of sinks, which Flink describes. */
    private static final Set<String> DESCRIBED = Set.of("kafka-source", "offset-audit", "decode", "latest");

    private static final Pattern PLACE = Pattern.compile("docs/operations\\.md#([a-z-]+)");

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
                        "offset-audit",
                        "decode",
                        "latest",
                        "hot-sink",
                        "hot-sink: loss-audit",
                        "hot-sink: disk-sync",
                        "Sink Committer: hot-sink",
                        "dead-letter-sink",
                        "Sink Committer: dead-letter-sink");
    }

    @Test
    void everyOperatorNamesItsRunbook() throws Exception {
        String headings = Files.readAllLines(Path.of("../docs/operations.md")).stream()
                .filter(line -> line.startsWith("#"))
                .map(line ->
                        line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT).replace(' ', '-'))
                .collect(Collectors.joining("\n", "\n", "\n"));

        assertThat(graph().getStreamNodes())
                .filteredOn(node -> DESCRIBED.contains(node.getTransformationUID()))
                .hasSameSizeAs(DESCRIBED)
                .allSatisfy(node -> assertThat(places(node.getOperatorDescription()))
                        .isNotEmpty()
                        .allSatisfy(place -> assertThat(headings).contains("\n" + place + "\n")));
    }

    private static List<String> places(String description) {
        return PLACE.matcher(description).results().map(place -> place.group(1)).toList();
    }

    @Test
    void latestStateIsKeptPerKeyGroup() throws Exception {
        assertThat(graph().getStreamNodes())
                .filteredOn(node -> OperatorIds.LATEST.equals(node.getTransformationUID()))
                .singleElement()
                .satisfies(node -> assertThat(node.getMaxParallelism()).isEqualTo(Buckets.COUNT));
    }

    @Test
    void nothingIsSyncedWhereReplicasKeepIt() throws Exception {
        assertThat(graph(Map.of("ISOTHERM_CLICKHOUSE_SYNC", "none")).getStreamNodes())
                .extracting(StreamNode::getTransformationUID)
                .contains("hot-sink: loss-audit")
                .doesNotContain("hot-sink: disk-sync");
    }

    private StreamGraph graph() throws Exception {
        return graph(Map.of());
    }

    private StreamGraph graph(Map<String, String> settings) throws Exception {
        Path tables = Files.writeString(folder.resolve("tables.yaml"), "sources: {shop: {tables: [public.*]}}");
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("ISOTHERM_KAFKA_BOOTSTRAP", "localhost:1");
        environment.put("ISOTHERM_SCHEMA_REGISTRY_URL", "http://localhost:1");
        environment.put("ISOTHERM_CLICKHOUSE_URL", "http://localhost:1");
        environment.put("ISOTHERM_TABLES", tables.toString());
        JobConfig config = JobConfigLoader.load(null, environment);
        StreamExecutionEnvironment env = JobEnvironment.configure(StreamExecutionEnvironment.getExecutionEnvironment());
        IsothermJob.wire(env, config);
        return env.getStreamGraph(false);
    }
}
