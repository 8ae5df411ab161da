package io.isotherm.cli.deadletter;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.data.ClickHouseFormat;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.job.deadletter.DeadLetterTopic;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends dead letters through the pipeline again: raw records to the end of their topic, decoded rows to the table of
 * hot that refused them. Both are harmless for newer changes of the same key, because a row's version comes from the
 * source's WAL position. A letter whose cause is still there becomes a new dead letter.
 */
public final class Replay {
    private final String bootstrap;
    private final Client clickHouse;

    public Replay(String bootstrap, Client clickHouse) {
        this.bootstrap = bootstrap;
        this.clickHouse = clickHouse;
    }

    /**
     * @throws CliException at the first letter that cannot be sent; what was sent before it may be sent again safely
     */
    public void replay(List<StoredLetter> letters) {
        Properties properties = new Properties();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, DeadLetterTopic.LARGEST_RECORD);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (StoredLetter letter : letters) {
                if (letter.isRaw()) {
                    producer.send(new ProducerRecord<>(
                                    letter.sourceTopic(), letter.sourcePartition(), letter.key(), letter.value()))
                            .get();
                } else {
                    insert(letter);
                }
            }
        } catch (ExecutionException e) {
            throw CliException.failed(
                    "a dead letter could not be replayed: " + Cause.of(e),
                    "correct the cause and run this again; nothing is counted as replayed yet",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted", "run this again; nothing is counted as replayed yet", e);
        }
    }

    private void insert(StoredLetter letter) throws ExecutionException, InterruptedException {
        InsertSettings settings = new InsertSettings().setDatabase("hot");
        try (InsertResponse response = clickHouse
                .insert(
                        letter.table(),
                        new ByteArrayInputStream(letter.value()),
                        ClickHouseFormat.RowBinaryWithNamesAndTypes,
                        settings)
                .get()) {
            if (response.getWrittenRows() == 0) {
                throw CliException.failed(
                        "ClickHouse took the row of " + letter.sourceTopic() + "@" + letter.sourceOffset()
                                + " and wrote nothing",
                        "see ./isotherm logs clickhouse");
            }
        }
    }
}
