package io.isotherm.cli.deadletter;

import io.isotherm.job.config.PipelineNames;
import io.isotherm.job.table.TableId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The dead-letter topic. Letters up to the committed offsets of a consumer group of its own count as settled: they were
 * replayed.
 */
public final class DeadLetters implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;

    /** @param bootstrap host and port of a Kafka broker */
    public DeadLetters(String bootstrap) {
        Properties properties = new Properties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, PipelineNames.SETTLED_DEAD_LETTERS);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Every letter still in the topic, in the order they were written per partition. */
    public List<StoredLetter> all() {
        consumer.assign(partitions());
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        consumer.seekToBeginning(consumer.assignment());
        List<StoredLetter> letters = new ArrayList<>();
        while (ends.keySet().stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
            for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(POLL)) {
                letters.add(StoredLetter.of(letter));
            }
        }
        return letters;
    }

    /** What has to be looked at: letters not replayed yet, each record once. */
    public List<StoredLetter> open() {
        List<StoredLetter> letters = all();
        Map<Integer, Long> settledBelow = new HashMap<>();
        consumer.committed(consumer.assignment()).forEach((partition, offset) -> {
            if (offset != null) {
                settledBelow.put(partition.partition(), offset.offset());
            }
        });
        return OpenLetters.of(letters, settledBelow);
    }

    /**
     * How many records of each source {@link #open} has.
     *
     * @param most letters that are read for it
     * @return by database; empty if there are more than that to read
     */
    public Optional<Map<String, Long>> openBySource(long most) {
        List<TopicPartition> partitions = partitions();
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
        long letters = consumer.endOffsets(partitions).entrySet().stream()
                .mapToLong(end -> end.getValue() - starts.get(end.getKey()))
                .sum();
        return letters > most
                ? Optional.empty()
                : Optional.of(open().stream()
                        .collect(Collectors.groupingBy(
                                letter -> TableId.ofTopic(letter.sourceTopic()).database(), Collectors.counting())));
    }

    /** Counts every letter that the last reading saw as settled. */
    public void settle() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            offsets.put(partition, new OffsetAndMetadata(consumer.position(partition)));
        }
        consumer.commitSync(offsets);
    }

    private List<TopicPartition> partitions() {
        return consumer.listTopics().getOrDefault(PipelineNames.DEAD_LETTERS, List.of()).stream()
                .map(partition -> new TopicPartition(PipelineNames.DEAD_LETTERS, partition.partition()))
                .toList();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
