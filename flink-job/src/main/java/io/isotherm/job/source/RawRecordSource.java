package io.isotherm.job.source;

import io.isotherm.job.config.JobConfig;
import io.isotherm.job.model.RawRecord;
import java.util.Properties;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * The Kafka source of all replicated tables. Topics are found by pattern, so a new table needs no restart.
 *
 * <p>The group's offsets are committed when a checkpoint completes: everything before them is in ClickHouse or in the
 * dead letters. The job itself resumes from its checkpoint, never from the group.
 */
public final class RawRecordSource {
    private static final int FETCH_BYTES = 8 << 20;
    /**
     * The broker holds an answer back until it has so much, or for so long: a fast stream comes in a few large answers
     * instead of one for each batch of the producer.
     */
    private static final int MIN_FETCH_BYTES = 256 << 10;

    private static final int MAX_FETCH_WAIT_MILLIS = 50;

    private RawRecordSource() {}

    public static KafkaSource<RawRecord> create(JobConfig config) {
        JobConfig.Kafka kafka = config.kafka();
        Properties properties = new Properties();
        properties.setProperty(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, String.valueOf(FETCH_BYTES));
        properties.setProperty(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, String.valueOf(FETCH_BYTES));
        properties.setProperty(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, String.valueOf(MIN_FETCH_BYTES));
        properties.setProperty(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, String.valueOf(MAX_FETCH_WAIT_MILLIS));
        properties.setProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "10000");
        properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.putAll(kafka.properties());
        return KafkaSource.<RawRecord>builder()
                .setBootstrapServers(kafka.bootstrap())
                .setGroupId(kafka.group())
                .setTopicPattern(config.tables().topicPattern())
                .setStartingOffsets(startFrom(kafka.startFrom()))
                .setDeserializer(new RawRecordDeserializer())
                .setProperties(properties)
                .setProperty(
                        KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(),
                        String.valueOf(kafka.partitionDiscovery().toMillis()))
                // also of what rests, or Kafka forgets it in a week; the audit of offsets commits sooner
                .setProperty(KafkaSourceOptions.COMMIT_OFFSETS_ON_CHECKPOINT.key(), "true")
                .build();
    }

    private static OffsetsInitializer startFrom(JobConfig.StartFrom startFrom) {
        return switch (startFrom) {
            case COMMITTED -> OffsetsInitializer.committedOffsets();
            case EARLIEST -> OffsetsInitializer.earliest();
        };
    }
}
