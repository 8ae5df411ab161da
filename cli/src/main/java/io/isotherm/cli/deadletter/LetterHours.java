package io.isotherm.cli.deadletter;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.job.model.LetterHeaders;
import io.isotherm.job.table.TableId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** Counts the letters of the dead-letter topic by table and hour. Each letter is read once. Not thread-safe. */
public final class LetterHours implements AutoCloseable {
    private final LetterReader reader;
    private final Map<Hour, Long> counts = new HashMap<>();
    private final Set<Hour> changed = new HashSet<>();

    /** @param bootstrap host and port of a Kafka broker */
    public LetterHours(String bootstrap) {
        this.reader = new LetterReader(bootstrap);
    }

    /**
     * One hour of one table.
     *
     * @param beginning by the clock of Kafka's broker or of the job, UTC
     */
    public record Hour(TableId table, Instant beginning) {}

    /**
     * How many letters were written in the hours that have changed since {@link #kept}.
     *
     * @throws CliException if Kafka does not answer
     */
    public Map<Hour, Long> news() {
        try {
            List<TopicPartition> partitions = reader.partitions();
            if (!reader.consumer().assignment().equals(Set.copyOf(partitions))) {
                reader.consumer().assign(partitions);
                reader.consumer().seekToBeginning(partitions);
                counts.clear();
            }
            reader.readToEnd(this::count);
        } catch (KafkaException e) {
            throw CliException.cannotRun(
                    "Kafka does not tell the dead letters: " + Cause.of(e), "see ./isotherm status", e);
        }
        Map<Hour, Long> news = new HashMap<>();
        changed.forEach(hour -> news.put(hour, counts.get(hour)));
        return news;
    }

    /** What {@link #news} has told is kept somewhere now. */
    public void kept() {
        changed.clear();
    }

    private void count(ConsumerRecord<byte[], byte[]> letter) {
        Header topic = letter.headers().lastHeader(LetterHeaders.TOPIC);
        if (topic != null) {
            Hour hour = new Hour(
                    TableId.ofTopic(new String(topic.value(), StandardCharsets.UTF_8)),
                    Instant.ofEpochMilli(letter.timestamp()).truncatedTo(ChronoUnit.HOURS));
            counts.merge(hour, 1L, Long::sum);
            changed.add(hour);
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
