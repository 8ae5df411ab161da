package io.isotherm.bench.replay;

import io.isotherm.bench.stack.BenchException;
import io.isotherm.bench.stack.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes the multiplied events into an empty topic, compressed as the Connect worker does it. */
final class TopicWriter {
    private final String bootstrap;
    private final String topic;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    TopicWriter(String bootstrap, String topic) {
        this.bootstrap = bootstrap;
        this.topic = topic;
    }

    /**
     * Returns when Kafka has acknowledged everything. A row's records are all written by one thread, in their order;
     * the marks come after everything else.
     *
     * @return bytes of keys and values, before compression
     */
    long write(EventMultiplier events, int marks) {
        Topics.recreate(bootstrap, topic);
        int threads = Runtime.getRuntime().availableProcessors();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> parts = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = thread;
                parts.add(pool.submit(() -> send(records -> events.produce(first, threads, records))));
            }
            for (Future<?> part : parts) {
                part.get();
            }
            send(records -> events.produceMarks(marks, records));
        } catch (ExecutionException e) {
            throw new BenchException("writing the topic failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        } finally {
            pool.shutdownNow();
        }
        return bytes.get();
    }

    /** Everything that {@code source} makes. */
    private interface Source {
        void produce(BiConsumer<byte[], byte[]> records);
    }

    private void send(Source source) {
        long[] sent = new long[1];
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            source.produce((key, value) -> {
                sent[0] += key.length + (value == null ? 0 : value.length);
                producer.send(new ProducerRecord<>(topic, key, value), (metadata, problem) -> {
                    if (problem != null) {
                        failure.compareAndSet(null, problem);
                    }
                });
            });
            producer.flush();
        }
        bytes.addAndGet(sent[0]);
        if (failure.get() != null) {
            throw new BenchException("Kafka refused a record: " + failure.get(), failure.get());
        }
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 262_144);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 128L << 20);
        // The broker may know a new topic's name before its partitions. If it refuses the first batch for that and
        // takes
        // the second, the first is out of sequence for ever.
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        return properties;
    }
}
