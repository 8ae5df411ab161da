package io.isotherm.cli.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Commands that starts, stops and the daily run do not call, in containers. */
final class RemainingCommands {
    private static final Duration ARRIVES_WITHIN = Duration.ofMinutes(3);
    private static final String BY_QUERIES = "docker_by_queries";
    private static final String TOPIC = "ecommerce.public.categories";

    private final DockerStack stack;

    RemainingCommands(DockerStack stack) {
        this.stack = stack;
    }

    void show() {
        assertThat(stack.isotherm("status", "--json")).contains("\"schema-registry\"");
        assertThat(stack.isotherm("status", "--metrics")).contains("isotherm_");
        assertThat(stack.isotherm("status", "--tables", "--json")).contains("\"ecommerce_orders\"");
        for (String service : List.of("kafka", "connect", "flink-jobmanager", "clickhouse", "airflow", "watch")) {
            stack.isotherm("logs", service, "-n", "5");
        }
        assertThat(stack.isotherm("logs", "traffic", "-n", "5")).isNotBlank();
        assertThat(stack.isotherm("sql", "--on", "postgres", "SELECT count(*) FROM orders"))
                .contains("count");
        assertThat(stack.isotherm("sql", "SELECT count() AS orders FROM hot.ecommerce_orders FINAL"))
                .contains("orders");
        assertThat(stack.isotherm("query", "daily_revenue")).contains("date_key");
        assertThat(stack.isotherm("demo", "list")).contains("ecommerce");
        assertThat(stack.isotherm("demo", "stats")).contains("Orders by status");
        stack.isotherm("watch", "--once");
        stack.isotherm("traffic", "run", "--rate", "20", "--duration", "5");
    }

    /** Savepoints lie where the containers of Flink see them. */
    void endAndStartTheJob() {
        assertThat(stack.isotherm("job", "list")).contains("RUNNING");
        assertThat(stack.isotherm("job", "savepoint")).contains("savepoint");
        stack.isotherm("job", "stop");
        assertThat(stack.isotherm("job", "list")).doesNotContain("RUNNING");
        stack.isotherm("job", "submit");
        stack.assertEqual();
    }

    /** By a command on the host: the image of Airflow's workers has no Java. */
    void readByQueries(Path folder) throws IOException {
        stack.isotherm(
                "sql",
                "--on",
                "postgres",
                "CREATE TABLE " + BY_QUERIES
                        + " (id integer PRIMARY KEY, updated_at timestamptz NOT NULL DEFAULT now())");
        stack.isotherm("sql", "--on", "postgres", "INSERT INTO " + BY_QUERIES + " SELECT generate_series(1, 1000)");
        edit("(?m)^( +- )(?=public\\.orders)", "$1public." + BY_QUERIES + ": {sync: {watermark: updated_at}}\n$1");
        assertThat(stack.isotherm("sync", "ecommerce", "--table", BY_QUERIES, "--no-metrics-update"))
                .contains("1,000");
        String file = folder.resolve(BY_QUERIES + ".parquet").toString();
        stack.isotherm("extract", BY_QUERIES, "--output", file, "--overwrite");
        stack.query("TRUNCATE TABLE hot.ecommerce_" + BY_QUERIES);
        assertThat(stack.isotherm("load", file, BY_QUERIES)).contains("1,000 rows");
        assertThat(stack.query("SELECT count() FROM bronze.ecommerce_" + BY_QUERIES))
                .isEqualTo("1000");
    }

    void replayADeadLetter() {
        publish("not avro");
        await().atMost(ARRIVES_WITHIN)
                .untilAsserted(() -> assertThat(stack.isotherm("dlq", "list")).contains(TOPIC, "CORRUPT_RECORD"));
        assertThat(stack.isotherm("dlq", "show")).contains("CORRUPT_RECORD");
        assertThat(stack.isotherm("dlq", "replay", "--table", TOPIC)).contains("replayed 1 of 1");
        stack.assertEqual();
    }

    private void publish(String value) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.connection("KAFKA_BOOTSTRAP")),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            byte[] key = "key".getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(TOPIC, key, value.getBytes(StandardCharsets.UTF_8)))
                    .get();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A second source comes, gets rows, loses them, and goes. */
    void addAndRemoveADemo() throws IOException {
        String before = Files.readString(stack.tables());
        stack.isotherm("demo", "add", "adtech");
        stack.isotherm("up");
        stack.isotherm("seed", "--demo", "adtech");
        stack.isotherm("apply");
        stack.isotherm("seed", "--demo", "adtech", "--add", "clicks", "--campaign-id", "1");
        stack.assertEqual();
        stack.isotherm("demo", "reset", "adtech", "--yes");
        stack.assertEqual();
        assertThat(stack.query("SELECT count() FROM bronze.adtech_clicks")).isEqualTo("0");
        Files.writeString(stack.tables(), before);
        stack.isotherm("apply", "--remove", "adtech");
        stack.isotherm("resync", "categories", "--replace");
        stack.assertEqual();
    }

    private void edit(String pattern, String by) throws IOException {
        String text = Files.readString(stack.tables());
        String edited = text.replaceFirst(pattern, by);
        assertThat(edited).isNotEqualTo(text);
        Files.writeString(stack.tables(), edited);
    }
}
