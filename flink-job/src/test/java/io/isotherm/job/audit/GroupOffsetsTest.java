package io.isotherm.job.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Flink's source commits of a topic that rests up to 10 seconds after the checkpoint. */
class GroupOffsetsTest {
    private static final TopicPartition FIRST = new TopicPartition("shop.public.orders", 0);
    private static final TopicPartition SECOND = new TopicPartition("shop.public.orders", 1);

    private final List<Map<TopicPartition, Long>> commits = new ArrayList<>();

    @Test
    void commitsWithACheckpointThatIsComplete() {
        try (GroupOffsets group = new GroupOffsets(Broker::new)) {
            group.at(1, Map.of(FIRST, 7L));
            group.at(2, Map.of(FIRST, 8L, SECOND, 1L));
            assertThat(commits).isEmpty();
            group.complete(1);
            assertThat(commits).containsExactly(Map.of(FIRST, 7L));
            group.complete(2);
            group.at(3, Map.of(FIRST, 8L, SECOND, 1L));
            group.complete(3);
            assertThat(commits)
                    .as("Flink's source may have committed what is older since")
                    .hasSize(3)
                    .last()
                    .isEqualTo(Map.of(FIRST, 8L, SECOND, 1L));
        }
    }

    @Test
    void aCheckpointThatWasGivenUpIsNotCommitted() {
        try (GroupOffsets group = new GroupOffsets(Broker::new)) {
            group.at(1, Map.of(SECOND, 5L));
            group.at(2, Map.of(FIRST, 8L, SECOND, 6L));
            group.complete(2);
            group.complete(1);
            assertThat(commits).containsExactly(Map.of(FIRST, 8L, SECOND, 6L));
        }
    }

    @Test
    void whatKafkaDoesNotTakeFailsNoTask() {
        try (GroupOffsets group = new GroupOffsets(() -> {
            throw new KafkaException("away");
        })) {
            group.at(1, Map.of(FIRST, 7L));
            group.complete(1);
        }
        assertThat(commits).isEmpty();
    }

    private final class Broker implements KafkaOffsets {
        @Override
        public Map<TopicPartition, Long> committed() {
            return Map.of();
        }

        @Override
        public boolean isEarliestFirst() {
            return false;
        }

        @Override
        public void commit(Map<TopicPartition, Long> next) {
            commits.add(next);
        }

        @Override
        public Map<TopicPartition, Long> earliest(Collection<TopicPartition> partitions) {
            return Map.of();
        }

        @Override
        public Map<String, String> topicIds() {
            return Map.of();
        }

        @Override
        public void close() {}
    }
}
