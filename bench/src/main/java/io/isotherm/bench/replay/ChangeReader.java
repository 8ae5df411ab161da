package io.isotherm.bench.replay;

import io.isotherm.bench.stack.BenchException;
import io.isotherm.bench.stack.BenchStack;
import io.isotherm.bench.stack.Topics;
import io.isotherm.job.config.JobConfig;
import io.isotherm.job.schema.SchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** What Debezium makes of the changes of one table that are committed after this object was made. */
final class ChangeReader {
    private static final Duration ARRIVES_WITHIN = Duration.ofSeconds(60);

    private final BenchStack stack;
    private final String idColumn;
    private final SchemaRegistry registry;
    private final Map<TopicPartition, Long> start;

    /** @param idColumn the primary key, a bigint */
    ChangeReader(BenchStack stack, String topic, String idColumn) {
        this.stack = stack;
        this.idColumn = idColumn;
        this.registry = new SchemaRegistry(new JobConfig.Registry(stack.registry(), Map.of()));
        this.start = Topics.endOffsets(stack.kafka(), topic);
    }

    /** In the order of the partitions; a row is in one of them. */
    List<BaseEvent> read(long expected) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = Topics.consumer(stack.kafka())) {
            consumer.assign(start.keySet());
            start.forEach(consumer::seek);
            long deadline = System.nanoTime() + ARRIVES_WITHIN.toNanos();
            while (records.size() < expected) {
                if (System.nanoTime() > deadline) {
                    throw new BenchException("Debezium sent " + records.size() + " of " + expected + " changes in "
                            + ARRIVES_WITHIN.toSeconds() + " s");
                }
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        if (records.size() > expected) {
            throw new BenchException("Debezium sent " + records.size() + " records for " + expected
                    + " changes; something else than the changes was in the topic");
        }
        // by time, so that the partitions are mixed again
        records.sort((left, right) -> Long.compare(left.timestamp(), right.timestamp()));
        return records.stream().map(this::template).toList();
    }

    private BaseEvent template(ConsumerRecord<byte[], byte[]> message) {
        EventTemplate key = EventTemplate.ofKey(message.key(), schema(message.key()), idColumn);
        EventTemplate value = message.value() == null
                ? null
                : EventTemplate.ofEnvelope(message.value(), schema(message.value()), idColumn);
        return new BaseEvent(key, value);
    }

    private Schema schema(byte[] bytes) {
        return registry.get(EventTemplate.schemaId(bytes));
    }
}
