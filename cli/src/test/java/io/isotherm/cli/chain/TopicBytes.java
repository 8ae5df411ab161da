package io.isotherm.cli.chain;

import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
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

    /** As somebody does who deletes it: the same name and the same number of partitions, and none of its records. */
    static void makeAgain(TestStack stack, String topic) throws Exception {
        try (Admin admin = Admin.create(settings(stack))) {
            int partitions = admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()
                    .size();
            admin.deleteTopics(List.of(topic)).all().get();
            // Connect's producer may be faster, with as many partitions as the connector says
            await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> {
                if (!admin.listTopics().names().get().contains(topic)) {
                    admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                            .all()
                            .get();
                }
                return true;
            });
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
