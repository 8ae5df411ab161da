package io.isotherm.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobConfigLoaderTest {
    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void giveWhatHasNoDefault() throws IOException {
        Path tables = Files.writeString(folder.resolve("tables.yaml"), "sources: {shop: {tables: [public.*]}}");
        environment.put("ISOTHERM_KAFKA_BOOTSTRAP", "k:9092");
        environment.put("ISOTHERM_SCHEMA_REGISTRY_URL", "http://r");
        environment.put("ISOTHERM_CLICKHOUSE_URL", "http://c");
        environment.put("ISOTHERM_TABLES", tables.toString());
    }

    @Test
    void hasDefaults() throws IOException {
        JobConfig config = JobConfigLoader.load(null, environment);

        assertThat(config.kafka().bootstrap()).isEqualTo("k:9092");
        assertThat(config.kafka().group()).isEqualTo("isotherm");
        assertThat(config.kafka().deadLetterTopic()).isEqualTo("isotherm.dead-letters");
        assertThat(config.kafka().partitionDiscovery()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.kafka().startFrom()).isEqualTo(JobConfig.StartFrom.EARLIEST);
        assertThat(config.clickHouse().user()).isEqualTo("cdc_writer");
        assertThat(config.clickHouse().database()).isEqualTo("hot");
        assertThat(config.clickHouse().compress()).isFalse();
        assertThat(config.sink()).isEqualTo(new JobConfig.Sink(200_000, 33_554_432, Duration.ofMillis(200), 2));
        assertThat(config.shuffleLinger()).isEqualTo(Duration.ofMillis(10));
        assertThat(config.latestStore()).isEqualTo(JobConfig.LatestStore.AUTO);
    }

    @Test
    void readsEveryKeyFromTheFile() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "s3cret\n");
        Path file = Files.writeString(
                folder.resolve("job.yaml"), """
                kafka: {bootstrap: b, group: g, dead-letter-topic: d, partition-discovery: 1s, start-from: committed,
                        properties: {security.protocol: SSL}}
                schema-registry: {url: u, properties: {basic.auth.user.info: x}}
                clickhouse: {url: c, user: w, password-file: %s, database: h, compress: true}
                sink: {max-batch-rows: 1, max-batch-bytes: 2, max-batch-age: 3ms, max-in-flight: 4}
                shuffle.linger: 5ms
                latest.store: map
                tables: %s
                """.formatted(password, environment.get("ISOTHERM_TABLES")));

        JobConfig config = JobConfigLoader.load(file, Map.of());

        assertThat(config.kafka())
                .isEqualTo(new JobConfig.Kafka(
                        "b",
                        "g",
                        "d",
                        Duration.ofSeconds(1),
                        JobConfig.StartFrom.COMMITTED,
                        Map.of("security.protocol", "SSL")));
        assertThat(config.registry()).isEqualTo(new JobConfig.Registry("u", Map.of("basic.auth.user.info", "x")));
        assertThat(config.clickHouse().password().reveal()).isEqualTo("s3cret");
        assertThat(config.clickHouse().compress()).isTrue();
        assertThat(config.sink()).isEqualTo(new JobConfig.Sink(1, 2, Duration.ofMillis(3), 4));
        assertThat(config.shuffleLinger()).isEqualTo(Duration.ofMillis(5));
        assertThat(config.latestStore()).isEqualTo(JobConfig.LatestStore.MAP);
    }

    @Test
    void environmentWinsOverTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("job.yaml"), "kafka.group: from-file");
        environment.put("ISOTHERM_KAFKA_GROUP", "from-environment");

        assertThat(JobConfigLoader.load(file, environment).kafka().group()).isEqualTo("from-environment");
    }

    @Test
    void namesTheKeysOfTheFileThatAreNotUsed() {
        Map<String, String> file = Map.of("tables", "/mine.yaml", "kafka.group", "same", "sink.max-in-flight", "2");

        assertThat(JobConfigLoader.replaced(
                        file, Map.of("ISOTHERM_TABLES", "/cluster.yaml", "ISOTHERM_KAFKA_GROUP", "same")))
                .containsExactly("tables");
    }

    @Test
    void reportsAllMistakesTogether() throws IOException {
        Path file = Files.writeString(
                folder.resolve("job.yaml"), "{kafka.gruop: x, sink.max-in-flight: none, shuffle.linger: 10}");

        assertThatThrownBy(() -> JobConfigLoader.load(file, Map.of("ISOTHERM_TABLES", "/nowhere")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("unknown key 'kafka.gruop'; did you mean 'kafka.group'?")
                .hasMessageContaining("sink.max-in-flight: 'none' is not a positive whole number")
                .hasMessageContaining("shuffle.linger: '10' is not a duration")
                .hasMessageContaining(
                        "kafka.bootstrap: is not set; give it in the --config file or as" + " ISOTHERM_KAFKA_BOOTSTRAP")
                .hasMessageContaining("tables: cannot read /nowhere");
    }

    @Test
    void neverPrintsThePassword() throws IOException {
        environment.put("ISOTHERM_CLICKHOUSE_PASSWORD", "s3cret");

        assertThat(JobConfigLoader.load(null, environment).toString())
                .doesNotContain("s3cret")
                .contains("***");
    }

    @Test
    void refusesAWordThatIsNeitherTrueNorFalse() {
        environment.put("ISOTHERM_CLICKHOUSE_COMPRESS", "yes");

        assertThatThrownBy(() -> JobConfigLoader.load(null, environment))
                .hasMessageContaining("clickhouse.compress: 'yes' is neither true nor false");
    }
}
