package io.isotherm.cli.chain;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What lies in a topic, as anybody who may read it sees it. */
final class TopicBytes {
    private TopicBytes() {}

    /** How many records it holds, as long as none was deleted. */
    static long count(TestStack stack, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(stack)) {
            return consumer.endOffsets(partitions(consumer, topic)).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    /** Every value up to the topic's present end, one character a byte. */
    static List<String> of(TestStack stack, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(stack)) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<String> values = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(message -> {
                    if (message.value() != null) {
                        values.add(new String(message.value(), StandardCharsets.ISO_8859_1));
                    }
                });
            }
            return values;
        }
    }

    /** As Kafka does when they are old enough. */
    static void deleteAll(TestStack stack, String topic) throws Exception {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(stack);
                Admin admin = Admin.create(settings(stack))) {
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            consumer.endOffsets(partitions(consumer, topic))
                    .forEach((partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end)));
            admin.deleteRecords(all).all().get();
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(TestStack stack) {
        return new KafkaConsumer<>(settings(stack), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Map<String, Object> settings(TestStack stack) {
        return Map.of("bootstrap.servers", stack.connection("KAFKA_BOOTSTRAP"));
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }
}
