package io.isotherm.cli.deadletter;

import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.model.LetterHeaders;
import io.isotherm.job.table.TableId;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * One record of the dead-letter topic.
 *
 * @param partition of the dead-letter topic; with offset the letter's own position
 * @param sourceTopic where the record came from, with its partition and offset there
 * @param format {@code RAW}: key and value are the Kafka record's; {@code ROW_BINARY_WITH_NAMES_AND_TYPES}: the value
 *     is one row that can be inserted as it is
 */
public record StoredLetter(
        int partition,
        long offset,
        String sourceTopic,
        int sourcePartition,
        long sourceOffset,
        String reason,
        String detail,
        String stage,
        String format,
        String failedAt,
        byte[] key,
        byte[] value) {
    boolean isRaw() {
        return DeadLetter.Format.RAW.name().equals(format);
    }

    /** Whether a table's history refused the row, and not the table itself. */
    boolean isOfHistory() {
        return DeadLetter.Stage.HISTORY.text().equals(stage);
    }

    /** The table of hot that the row belongs to. */
    String table() {
        TableId source = TableId.ofTopic(sourceTopic);
        return isOfHistory() ? source.historyName() : source.targetName();
    }

    static StoredLetter of(ConsumerRecord<byte[], byte[]> letter) {
        return new StoredLetter(
                letter.partition(),
                letter.offset(),
                header(letter, LetterHeaders.TOPIC),
                Integer.parseInt(header(letter, LetterHeaders.PARTITION)),
                Long.parseLong(header(letter, LetterHeaders.OFFSET)),
                header(letter, LetterHeaders.REASON),
                header(letter, LetterHeaders.DETAIL),
                header(letter, LetterHeaders.STAGE),
                header(letter, LetterHeaders.FORMAT),
                header(letter, LetterHeaders.FAILED_AT),
                letter.key(),
                letter.value());
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(name);
        if (header == null) {
            throw new IllegalStateException("dead letter " + letter.topic() + "-" + letter.partition() + "@"
                    + letter.offset() + " has no header " + name + ": it was not written by the job");
        }
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
