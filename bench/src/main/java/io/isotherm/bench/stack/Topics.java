package io.isotherm.bench.stack;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Raw access to topics. */
public final class Topics {
    public static final int PARTITIONS = 4;

    private Topics() {}

    /** A consumer of raw bytes without a group, which starts at the beginning. */
    public static KafkaConsumer<byte[], byte[]> consumer(String bootstrap) {
        Properties properties = new Properties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 8 << 20);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    public static List<TopicPartition> partitions(String topic) {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    /** Offsets after the last record of each partition; the topic need not exist yet. */
    public static Map<TopicPartition, Long> endOffsets(String bootstrap, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrap)) {
            Map<TopicPartition, Long> ends = new HashMap<>();
            if (consumer.listTopics().containsKey(topic)) {
                ends.putAll(consumer.endOffsets(partitions(topic)));
            } else {
                partitions(topic).forEach(partition -> ends.put(partition, 0L));
            }
            return ends;
        }
    }

    public static long total(Map<TopicPartition, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    /** An empty topic in the place of what there was under its name. */
    public static void recreate(String bootstrap, String topic) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
            if (admin.listTopics().names().get().contains(topic)) {
                admin.deleteTopics(List.of(topic)).all().get();
            }
            Pause.until("making topic " + topic + " anew", Duration.ofSeconds(30), () -> create(admin, topic));
        } catch (ExecutionException e) {
            throw new BenchException("topic " + topic + ": " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            throw Pause.interrupted(e);
        }
    }

    /** Changes a setting of a topic that exists, or that its first record is about to make. */
    public static void set(String bootstrap, String topic, String setting, Object value) {
        AlterConfigOp change =
                new AlterConfigOp(new ConfigEntry(setting, String.valueOf(value)), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
            Pause.until("topic " + topic, Duration.ofSeconds(60), () -> set(admin, topic, change));
        }
    }

    private static boolean set(Admin admin, String topic, AlterConfigOp change) {
        try {
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(change)))
                    .all()
                    .get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw new BenchException("topic " + topic + ": " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            throw Pause.interrupted(e);
        }
    }

    /** False while the old topic is still being deleted. */
    private static boolean create(Admin admin, String topic) {
        try {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                    .all()
                    .get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException
                    || e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw new BenchException("topic " + topic + ": " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            throw Pause.interrupted(e);
        }
    }
}
