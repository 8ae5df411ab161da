package io.isotherm.job.audit;

import java.io.Serializable;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** What Kafka tells of offsets. */
interface KafkaOffsets extends AutoCloseable {

    /** Of the job's group, with every checkpoint; none of a group that has not committed any. */
    Map<TopicPartition, Long> committed();

    /** Whether a job without state begins with the first records that there are. */
    boolean isEarliestFirst();

    /** For the job's group. Returns at once; what Kafka refuses is logged. */
    void commit(Map<TopicPartition, Long> next);

    /** The first record that each of these partitions still has, or will have; of a topic that is gone none. */
    Map<TopicPartition, Long> earliest(Collection<TopicPartition> partitions);

    /** The id of each topic that there is; one that is made again has another. */
    Map<String, String> topicIds();

    @Override
    void close();

    /** Goes to the task managers with the job. */
    @FunctionalInterface
    interface Factory extends Serializable {
        KafkaOffsets open();
    }
}
