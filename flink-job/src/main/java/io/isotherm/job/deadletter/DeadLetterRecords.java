package io.isotherm.job.deadletter;

import io.isotherm.job.model.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * The form of a dead letter in Kafka: key and value as they are, everything else in headers whose values are UTF-8
 * text. No header holds a value of a row.
 */
final class DeadLetterRecords {
    static final String TOPIC = "isotherm.topic";
    static final String PARTITION = "isotherm.partition";
    static final String OFFSET = "isotherm.offset";
    static final String REASON = "isotherm.reason";
    static final String DETAIL = "isotherm.detail";
    static final String STAGE = "isotherm.stage";
    static final String FORMAT = "isotherm.format";
    static final String JOB_VERSION = "isotherm.job-version";
    static final String FAILED_AT = "isotherm.failed-at";

    private DeadLetterRecords() {}

    /** @param topic where dead letters go */
    static ProducerRecord<byte[], byte[]> of(String topic, DeadLetter letter) {
        ProducerRecord<byte[], byte[]> kafkaRecord = new ProducerRecord<>(topic, letter.key(), letter.value());
        Headers headers = kafkaRecord.headers();
        add(headers, TOPIC, letter.topic());
        add(headers, PARTITION, Integer.toString(letter.partition()));
        add(headers, OFFSET, Long.toString(letter.offset()));
        add(headers, REASON, letter.reason().name());
        add(headers, DETAIL, letter.detail());
        add(headers, STAGE, letter.stage());
        add(headers, FORMAT, letter.format().name());
        add(headers, JOB_VERSION, jobVersion());
        add(headers, FAILED_AT, Instant.ofEpochMilli(letter.failedAt()).toString());
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
