package io.isotherm.cli.source;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isotherm.cli.CliException;
import io.isotherm.cli.Connections;
import io.isotherm.cli.settings.Setting;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Asks a running connector for Debezium's incremental snapshot: it reads tables in chunks and merges them into the
 * stream of changes. See https://debezium.io/documentation/reference/stable/configuration/signalling.html.
 */
final class SnapshotSignal {
    private final Connections connections;

    SnapshotSignal(Connections connections) {
        this.connections = connections;
    }

    /**
     * Returns when the signal is in its topic.
     *
     * @param topicPrefix of the connector that is meant
     * @param tables regular expressions of {@code schema.table}
     */
    void request(String topicPrefix, List<String> tables) {
        ObjectNode signal = JsonNodeFactory.instance.objectNode();
        signal.put("id", UUID.randomUUID().toString());
        signal.put("type", "execute-snapshot");
        ObjectNode data = signal.putObject("data");
        data.put("type", "INCREMENTAL");
        tables.forEach(data.withArray("data-collections")::add);
        Map<String, Object> properties = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                connections.settings().address(Setting.KAFKA_PORT),
                ProducerConfig.CLIENT_ID_CONFIG,
                "isotherm-cli");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(Topics.SIGNALS, topicPrefix, signal.toString()))
                    .get();
        } catch (ExecutionException e) {
            throw CliException.failed(
                    "cannot ask for a snapshot: " + e.getCause().getMessage(), "see ./isotherm logs kafka", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted while asking for a snapshot", "run this again", e);
        }
    }
}
