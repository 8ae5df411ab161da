package io.isotherm.bench.replay;

import io.isotherm.bench.stack.BenchStack;
import io.isotherm.bench.stack.Topics;
import io.isotherm.job.config.JobConfig;
import io.isotherm.job.schema.SchemaRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** What one thread of plain Java needs for the same topic: a limit for all that read it. */
final class ConsumerLimit implements ReplaySystem {
    private static final int HEADER_BYTES = 5;

    private final BenchStack stack;
    private final Replay replay;
    private final boolean decode;
    private final SchemaRegistry registry;
    private final Map<Integer, GenericDatumReader<GenericRecord>> readers = new HashMap<>();
    private BinaryDecoder decoder;
    private GenericRecord reused;
    private KafkaConsumer<byte[], byte[]> consumer;
    private long records;

    private ConsumerLimit(BenchStack stack, Replay replay, boolean decode) {
        this.stack = stack;
        this.replay = replay;
        this.decode = decode;
        this.registry = new SchemaRegistry(new JobConfig.Registry(stack.registry(), Map.of()));
    }

    static ConsumerLimit plain(BenchStack stack, Replay replay) {
        return new ConsumerLimit(stack, replay, false);
    }

    static ConsumerLimit decoding(BenchStack stack, Replay replay) {
        return new ConsumerLimit(stack, replay, true);
    }

    @Override
    public String name() {
        return decode ? "limit: consumer + GenericRecord" : "limit: consumer alone";
    }

    @Override
    public void prepare() {
        records = 0;
    }

    @Override
    public void start() {
        consumer = Topics.consumer(stack.kafka());
        consumer.assign(Topics.partitions(BaseRecorder.TOPIC));
        consumer.seekToBeginning(consumer.assignment());
    }

    /** Does the work, too: what can be read in the time between two looks. */
    @Override
    public Progress progress() {
        long until = System.nanoTime() + Duration.ofMillis(45).toNanos();
        do {
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(5))) {
                records++;
                if (decode && message.value() != null) {
                    decode(message.value());
                }
            }
        } while (System.nanoTime() < until && records < replay.records());
        return new Progress(records, records >= replay.records());
    }

    private void decode(byte[] value) {
        GenericDatumReader<GenericRecord> reader = readers.computeIfAbsent(
                EventTemplate.schemaId(value), id -> new GenericDatumReader<>(registry.get(id)));
        decoder = DecoderFactory.get().binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, decoder);
        try {
            reused = reader.read(reused, decoder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String table() {
        return null;
    }

    @Override
    public void stop() {
        if (consumer != null) {
            consumer.close();
            consumer = null;
        }
    }
}
