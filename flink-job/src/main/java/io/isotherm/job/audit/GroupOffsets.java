package io.isotherm.job.audit;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits for the job's group, with each checkpoint that is complete, how far each partition is. The job itself goes on
 * from its checkpoint; the group tells everybody else. Flink's source does the same, but only once its consumer has got
 * a record or has waited for one for 10 seconds, so whoever waits for the end of a quiet topic would wait that long.
 * What it commits then may be older, so all partitions are told each time.
 *
 * <p>Of the task's thread.
 */
final class GroupOffsets implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupOffsets.class);

    private final KafkaOffsets.Factory kafka;
    private final NavigableMap<Long, Map<TopicPartition, Long>> atCheckpoints = new TreeMap<>();
    private KafkaOffsets offsets;

    GroupOffsets(KafkaOffsets.Factory kafka) {
        this.kafka = kafka;
    }

    /** @param next the offset that comes next of each partition, by then */
    void at(long checkpoint, Map<TopicPartition, Long> next) {
        atCheckpoints.put(checkpoint, next);
    }

    /** Returns at once. What fails is done by the next checkpoint. */
    void complete(long checkpoint) {
        Map<TopicPartition, Long> next = atCheckpoints.get(checkpoint);
        atCheckpoints.headMap(checkpoint, true).clear();
        if (next == null || next.isEmpty()) {
            return;
        }
        try {
            if (offsets == null) {
                offsets = kafka.open();
            }
            offsets.commit(next);
        } catch (KafkaException e) {
            LOG.warn("Kafka does not take the offsets of checkpoint {}: {}", checkpoint, e.toString());
        }
    }

    @Override
    public void close() {
        if (offsets != null) {
            offsets.close();
        }
    }
}
