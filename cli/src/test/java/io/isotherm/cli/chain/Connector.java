package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The demo's connector, interrupted in every way that there is. */
final class Connector {
    private static final Duration BACK_WITHIN = Duration.ofMinutes(3);
    private static final String SLOT = "isotherm_ecommerce";

    private final TestStack stack;

    Connector(TestStack stack) {
        this.stack = stack;
    }

    void stop() {
        send("PUT", "/stop", 204);
        await().atMost(BACK_WITHIN).until(() -> send("GET", "/status", 200).contains("\"state\":\"STOPPED\""));
    }

    void resume() {
        begin();
        awaitRunning();
    }

    /** Starts it, whatever comes of that. */
    void begin() {
        send("PUT", "/resume", 202);
    }

    /** Its configuration, and whether it runs. */
    String state() {
        return send("GET", "/config", 200)
                + send("GET", "/status", 200).replaceAll("(?s).*\"tasks\":\\[\\{[^}]*\"state\":\"(\\w+)\".*", "$1");
    }

    /** kill -9 of Connect, which its supervisor starts again. */
    void kill() {
        long before = stack.pid("connect");
        stack.kill("connect");
        await().atMost(BACK_WITHIN).ignoreExceptions().until(() -> stack.pid("connect") != before);
        awaitRunning();
    }

    /** As an administrator of Postgres may do it, or its own time-out; Debezium comes back by itself. */
    void endWalSender() throws SQLException {
        int before = walSender();
        stack.execute("SELECT pg_terminate_backend(" + before + ")");
        await().atMost(BACK_WITHIN).until(() -> walSender() != 0 && walSender() != before);
    }

    /** kill -9, after which Postgres ends all its sessions and recovers. */
    void killWalSender() throws SQLException {
        int before = walSender();
        assertThat(ProcessHandle.of(before).orElseThrow().destroyForcibly()).isTrue();
        await().atMost(BACK_WITHIN).ignoreExceptions().until(() -> walSender() != 0 && walSender() != before);
    }

    private int walSender() throws SQLException {
        return (int) number(
                "SELECT coalesce(max(active_pid), 0) FROM pg_replication_slots WHERE slot_name = '" + SLOT + "'");
    }

    private void awaitRunning() {
        await().atMost(BACK_WITHIN)
                .ignoreExceptions()
                .until(() -> send("GET", "/status", 200).split("\"state\":\"RUNNING\"", -1).length == 3);
    }

    /** Bytes of write-ahead log that Postgres keeps for the connector. */
    long heldBack() throws SQLException {
        return number("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint FROM pg_replication_slots"
                + " WHERE slot_name = '" + SLOT + "'");
    }

    /** Waits until Kafka has acknowledged everything up to a position of the log. */
    void awaitConfirmed(String position) {
        await().atMost(BACK_WITHIN)
                .until(() -> number("SELECT (confirmed_flush_lsn >= '" + position
                                + "')::int FROM pg_replication_slots WHERE slot_name = '" + SLOT + "'")
                        == 1);
    }

    /**
     * Waits until as many further records as given lie in a topic, and returns with them still coming if there are
     * more.
     */
    void awaitRecords(String topic, long further) {
        long before = records(topic);
        await().atMost(BACK_WITHIN).pollInterval(Duration.ofMillis(50)).until(() -> records(topic) >= before + further);
    }

    private long records(String topic) {
        Map<String, Object> settings = Map.of("bootstrap.servers", stack.connection("KAFKA_BOOTSTRAP"));
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            return consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = stack.postgres();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private String send(String method, String action, int expected) {
        URI uri = URI.create(stack.connection("CONNECT_URL") + "/connectors/isotherm-ecommerce" + action);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(expected);
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
