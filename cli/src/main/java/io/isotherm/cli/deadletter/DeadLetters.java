package io.isotherm.cli.deadletter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The dead-letter topic. Letters up to the committed offsets of a consumer group of its own count as settled: they were
 * replayed.
 */
public final class DeadLetters implements AutoCloseable {
    static final String TOPIC = "isotherm.dead-letters";
    private static final String GROUP = "isotherm.dead-letters.settled";
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;

    /** @param bootstrap host and port of a Kafka broker */
    public DeadLetters(String bootstrap) {
        Properties properties = new Properties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Letters in the order they were written per partition; without {@code settled} only those not replayed yet. */
    public List<StoredLetter> read(boolean settled) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (PartitionInfo partition : consumer.listTopics().getOrDefault(TOPIC, List.of())) {
            partitions.add(new TopicPartition(TOPIC, partition.partition()));
        }
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
        consumer.committed(Map.copyOf(ends).keySet()).forEach((partition, offset) -> {
            if (offset != null && !settled) {
                starts.merge(partition, offset.offset(), Math::max);
            }
        });
        starts.forEach(consumer::seek);
        List<StoredLetter> letters = new ArrayList<>();
        while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
            for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(POLL)) {
                letters.add(StoredLetter.of(letter));
            }
        }
        return letters;
    }

    /** Counts every letter up to and including the given ones as settled. */
    public void settle(List<StoredLetter> letters) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (StoredLetter letter : letters) {
            offsets.merge(
                    new TopicPartition(TOPIC, letter.partition()),
                    new OffsetAndMetadata(letter.offset() + 1),
                    (a, b) -> a.offset() > b.offset() ? a : b);
        }
        consumer.commitSync(offsets);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
