package io.isotherm.cli.deadletter;

import io.isotherm.job.table.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The dead-letter topic. Letters up to the committed offsets of a consumer group of its own count as settled: they were
 * replayed.
 */
public final class DeadLetters implements AutoCloseable {
    private final LetterReader reader;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /** @param bootstrap host and port of a Kafka broker */
    public DeadLetters(String bootstrap) {
        this.reader = new LetterReader(bootstrap);
        this.consumer = reader.consumer();
    }

    /** Every letter still in the topic, in the order they were written per partition. */
    public List<StoredLetter> all() {
        consumer.assign(reader.partitions());
        consumer.seekToBeginning(consumer.assignment());
        List<StoredLetter> letters = new ArrayList<>();
        reader.readToEnd(letter -> letters.add(StoredLetter.of(letter)));
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
        List<TopicPartition> partitions = reader.partitions();
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

    @Override
    public void close() {
        reader.close();
    }
}
