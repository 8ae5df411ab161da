package io.isotherm.job.deadletter;

import io.isotherm.job.config.JobConfig;
import io.isotherm.job.model.DeadLetter;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends dead letters straight to Kafka. Connects with the first letter, since most jobs never have one. */
public final class DeadLetterProducer implements DeadLetterQueue {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final JobConfig.Kafka kafka;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private KafkaProducer<byte[], byte[]> producer;

    public DeadLetterProducer(JobConfig.Kafka kafka) {
        this.kafka = kafka;
    }

    @Override
    public void send(DeadLetter letter) {
        producer().send(DeadLetterRecords.of(kafka.deadLetterTopic(), letter), (metadata, e) -> {
            if (e != null) {
                failure.compareAndSet(null, e);
            }
        });
    }

    @Override
    public void flush() {
        KafkaProducer<byte[], byte[]> current = current();
        if (current != null) {
            current.flush();
        }
        Exception e = failure.get();
        if (e != null) {
            throw new IllegalStateException(
                    "cannot write to the dead-letter topic " + kafka.deadLetterTopic() + " at " + kafka.bootstrap()
                            + ": " + e.getMessage(),
                    e);
        }
    }

    @Override
    public void close() {
        KafkaProducer<byte[], byte[]> current = current();
        if (current != null) {
            current.close(CLOSE_TIMEOUT);
        }
    }

    private synchronized KafkaProducer<byte[], byte[]> current() {
        return producer;
    }

    private synchronized KafkaProducer<byte[], byte[]> producer() {
        if (producer == null) {
            Properties properties = DeadLetterSink.producerProperties(kafka);
            properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrap());
            producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        }
        return producer;
    }
}
