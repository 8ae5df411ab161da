package io.isotherm.cli.arrival;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.job.config.PipelineNames;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the job has come in the topics of replicated tables, by the offsets that its consumer group has committed.
 */
public final class KafkaProgress {
    private final Admin admin;
    private final Predicate<String> topics;

    /** @param topics tells the topics of replicated tables by name */
    public KafkaProgress(Admin admin, Predicate<String> topics) {
        this.admin = admin;
        this.topics = topics;
    }

    /** End offsets of all partitions that hold at least one record. */
    public Map<TopicPartition, Long> endOffsets() {
        List<String> names =
                result(admin.listTopics().names()).stream().filter(topics).toList();
        List<TopicPartition> partitions = result(admin.describeTopics(names).allTopicNames()).values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .toList();
        Map<TopicPartition, Long> starts = offsets(partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
        ends.entrySet().removeIf(end -> end.getValue() <= starts.get(end.getKey()));
        return ends;
    }

    /**
     * Records that the group has yet to commit before {@code ends}, by partition; empty when it has reached them all.
     */
    public Map<String, Long> behind(Map<TopicPartition, Long> ends) {
        Map<TopicPartition, OffsetAndMetadata> committed = result(
                admin.listConsumerGroupOffsets(PipelineNames.CONSUMER_GROUP).partitionsToOffsetAndMetadata());
        Map<String, Long> behind = new TreeMap<>();
        ends.forEach((partition, end) -> {
            OffsetAndMetadata offset = committed.get(partition);
            long reached = offset == null ? 0 : offset.offset();
            if (reached < end) {
                behind.put(partition.toString(), end - reached);
            }
        });
        return behind;
    }

    /** Records before {@code ends} that Kafka has taken since, by partition. */
    public Map<TopicPartition, Long> since(Instant moment, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> firsts =
                offsets(List.copyOf(ends.keySet()), OffsetSpec.forTimestamp(moment.toEpochMilli()));
        // negative where there is none
        firsts.values().removeIf(first -> first < 0);
        firsts.replaceAll((partition, first) -> Math.max(0, ends.get(partition) - first));
        return firsts;
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> specs = partitions.stream().collect(Collectors.toMap(one -> one, one -> spec));
        Map<TopicPartition, ListOffsetsResultInfo> infos =
                result(admin.listOffsets(specs).all());
        return infos.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, info -> info.getValue()
                .offset()));
    }

    private static <T> T result(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw CliException.cannotRun(
                    "Kafka did not tell its offsets: " + Cause.of(e),
                    "check ./isotherm status and ./isotherm logs kafka",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted while asking Kafka", "run this again", e);
        }
    }
}
