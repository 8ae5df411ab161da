package io.isotherm.job.deadletter;

import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.model.LetterHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * The form of a dead letter in Kafka: key and value as they are, everything else in headers whose values are UTF-8
 * text. No header holds a value of a row.
 */
final class DeadLetterRecords {
    private DeadLetterRecords() {}

    /** @param topic where dead letters go */
    static ProducerRecord<byte[], byte[]> of(String topic, DeadLetter letter) {
        ProducerRecord<byte[], byte[]> kafkaRecord = new ProducerRecord<>(topic, letter.key(), letter.value());
        Headers headers = kafkaRecord.headers();
        add(headers, LetterHeaders.TOPIC, letter.topic());
        add(headers, LetterHeaders.PARTITION, Integer.toString(letter.partition()));
        add(headers, LetterHeaders.OFFSET, Long.toString(letter.offset()));
        add(headers, LetterHeaders.REASON, letter.reason().name());
        add(headers, LetterHeaders.DETAIL, letter.detail());
        add(headers, LetterHeaders.STAGE, letter.stage().text());
        add(headers, LetterHeaders.FORMAT, letter.format().name());
        add(headers, LetterHeaders.JOB_VERSION, jobVersion());
        add(
                headers,
                LetterHeaders.FAILED_AT,
                Instant.ofEpochMilli(letter.failedAt()).toString());
        return kafkaRecord;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** From the jar's manifest; unknown when run from classes. */
    private static String jobVersion() {
        String version = DeadLetterRecords.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }
}
