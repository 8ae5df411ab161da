package io.isotherm.job.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.model.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class DeadLetterRecordsTest {
    private static final byte[] KEY = {1, 2};
    private static final byte[] VALUE = {0, 0, 0, 0, 9};

    @Test
    void keepsKeyAndValueAndSaysTheRestInHeaders() {
        DeadLetter letter = new DeadLetter(
                "shop.public.orders",
                3,
                4711,
                DeadLetter.Reason.UNKNOWN_SCHEMA,
                "schema id 9 ä",
                DeadLetter.Stage.DECODE,
                DeadLetter.Format.RAW,
                KEY,
                VALUE,
                1_700_000_000_123L);

        ProducerRecord<byte[], byte[]> kafkaRecord = DeadLetterRecords.of("dead", letter);

        assertThat(kafkaRecord.topic()).isEqualTo("dead");
        assertThat(kafkaRecord.key()).isEqualTo(KEY);
        assertThat(kafkaRecord.value()).isEqualTo(VALUE);
        Map<String, String> headers = new LinkedHashMap<>();
        kafkaRecord.headers().forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
        assertThat(headers)
                .containsEntry("isotherm.topic", "shop.public.orders")
                .containsEntry("isotherm.partition", "3")
                .containsEntry("isotherm.offset", "4711")
                .containsEntry("isotherm.reason", "UNKNOWN_SCHEMA")
                .containsEntry("isotherm.detail", "schema id 9 ä")
                .containsEntry("isotherm.stage", "decode")
                .containsEntry("isotherm.format", "RAW")
                .containsEntry("isotherm.failed-at", "2023-11-14T22:13:20.123Z")
                .containsKey("isotherm.job-version");
    }

    @Test
    void aLetterMayLackKeyAndValue() {
        DeadLetter letter = new DeadLetter(
                "shop.public.orders",
                0,
                0,
                DeadLetter.Reason.NO_KEY,
                "",
                DeadLetter.Stage.DECODE,
                DeadLetter.Format.RAW,
                null,
                null,
                0);

        ProducerRecord<byte[], byte[]> kafkaRecord = DeadLetterRecords.of("dead", letter);

        assertThat(kafkaRecord.key()).isNull();
        assertThat(kafkaRecord.value()).isNull();
    }
}
