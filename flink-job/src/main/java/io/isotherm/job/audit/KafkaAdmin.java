package io.isotherm.job.audit;

import io.isotherm.job.config.JobConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the brokers. */
final class KafkaAdmin implements KafkaOffsets {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaAdmin.class);

    /** For what is on its way; a task that is cancelled must not wait for a Kafka that is away. */
    private static final Duration CLOSED_WITHIN = Duration.ofSeconds(5);

    private final JobConfig.Kafka kafka;
    private final Admin admin;

    KafkaAdmin(JobConfig.Kafka kafka) {
        this.kafka = kafka;
        Properties properties = new Properties();
        properties.putAll(kafka.properties());
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrap());
        this.admin = Admin.create(properties);
    }

    @Override
    public Map<TopicPartition, Long> committed() {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        try {
            answer(admin.listConsumerGroupOffsets(kafka.group()).partitionsToOffsetAndMetadata())
                    .forEach((partition, committed) -> {
                        if (committed != null) {
                            offsets.put(partition, committed.offset());
                        }
                    });
        } catch (GroupIdNotFoundException none) {
            return Map.of();
        }
        return offsets;
    }

    @Override
    public boolean isEarliestFirst() {
        return kafka.startFrom() == JobConfig.StartFrom.EARLIEST;
    }

    @Override
    public void commit(Map<TopicPartition, Long> next) {
        if (next.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        next.forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
        admin.alterConsumerGroupOffsets(kafka.group(), offsets).all().whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn("Group {} did not commit {}: {}", kafka.group(), next, failure.toString());
            }
        });
    }

    @Override
    public Map<TopicPartition, Long> earliest(Collection<TopicPartition> partitions) {
        // Kafka would be asked for a topic that is gone until the answer is given up
        Set<String> topics = answer(admin.listTopics().names());
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (TopicPartition partition : partitions) {
            if (topics.contains(partition.topic())) {
                asked.put(partition, OffsetSpec.earliest());
            }
        }
        Map<TopicPartition, Long> offsets = new HashMap<>();
        answer(admin.listOffsets(asked).all()).forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }

    @Override
    public Map<String, String> topicIds() {
        Map<String, String> ids = new HashMap<>();
        answer(admin.listTopics().listings())
                .forEach(topic -> ids.put(topic.name(), topic.topicId().toString()));
        return ids;
    }

    private static <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Kafka was asked for offsets", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        admin.close(CLOSED_WITHIN);
    }
}
