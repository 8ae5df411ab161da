package io.isotherm.cli.pipeline;

import com.clickhouse.client.api.ClickHouseException;
import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import io.isotherm.cli.arrival.KafkaProgress;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.deadletter.DeadLetters;
import io.isotherm.cli.error.Failure;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.watch.WatchSummary;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/**
 * One source as a whole.
 *
 * @param tables all that are replicated or are to be
 * @param settled of them loaded, or synced
 * @param changesBehind records in Kafka that are not yet known to be in ClickHouse; null for a batch source
 * @param changesLastMinute records that Kafka has taken in the last minute; null for a batch source
 * @param differences that the watch has found; null if it has not looked yet
 * @param deadLetters open ones; null if there are too many to count
 * @param lastArchived when a part of a table was archived last; empty if never
 * @param lastRun state and moment of the newest daily run; null if Airflow was not asked
 */
public record SourceOverview(
        String source,
        long tables,
        long settled,
        Long changesBehind,
        Long changesLastMinute,
        Long differences,
        Long deadLetters,
        String lastArchived,
        String lastRun) {

    /** Reading them takes a second or two. */
    public static final long MOST_LETTERS = 20_000;

    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    private static final String ARCHIVED = """
            SELECT table AS name, toUnixTimestamp(max(finished_at)) AS at
            FROM ops.archive_log WHERE state = 'archived' GROUP BY name""";

    /**
     * Asks Kafka, ClickHouse and, if it runs, Airflow.
     *
     * @param rows of all tables
     * @param watched what the watch says
     */
    public static List<SourceOverview> read(
            Connections connections,
            TablesConfig config,
            List<TableOverview.Row> rows,
            List<WatchSummary> watched,
            boolean airflowRuns) {
        Map<String, Long> differences =
                watched.stream().collect(Collectors.toMap(WatchSummary::source, WatchSummary::open));
        Map<String, Long> lastMinute = lastMinute(connections, config);
        Optional<Map<String, Long>> letters = letters(connections);
        Map<String, Instant> archived = archived(connections, rows);
        Optional<DailyRuns> runs = airflowRuns ? Optional.of(new DailyRuns(connections)) : Optional.empty();
        return config.databases().stream()
                .map(database -> {
                    List<TableOverview.Row> own = rows.stream()
                            .filter(row -> database.equals(row.source()))
                            .toList();
                    boolean streams = config.streamedDatabases().contains(database);
                    return new SourceOverview(
                            database,
                            own.size(),
                            own.stream().filter(row -> !row.mayLackRows()).count(),
                            streams ? behind(own) : null,
                            streams ? lastMinute.getOrDefault(database, 0L) : null,
                            differences.get(database),
                            letters.map(bySource -> bySource.getOrDefault(database, 0L))
                                    .orElse(null),
                            shown(archived.get(database)),
                            runs.map(of -> of.newest(database)).orElse(null));
                })
                .toList();
    }

    /** As {@code 3}, or that there are too many to count. */
    public String deadLettersInWords() {
        return deadLetters == null ? "over " + MOST_LETTERS : deadLetters.toString();
    }

    /** What is red in it. */
    public List<Alert> alerts() {
        List<Alert> alerts = new ArrayList<>();
        if (settled < tables) {
            alerts.add(alert(tables - settled + " of " + tables + " tables may lack rows", Runbook.TABLES));
        }
        if (differences != null && differences > 0) {
            alerts.add(alert(differences + " open differences", Runbook.DIFFERENCES));
        }
        if (deadLetters == null || deadLetters > 0) {
            alerts.add(alert(deadLettersInWords() + " dead letters", Runbook.DEAD_LETTERS));
        }
        if (lastRun != null && lastRun.startsWith(DailyRuns.FAILED)) {
            alerts.add(alert("the last daily run has failed", Runbook.DAILY_RUN));
        }
        return alerts;
    }

    private Alert alert(String what, Runbook runbook) {
        return new Alert(source + ": " + what, runbook);
    }

    private static Long behind(List<TableOverview.Row> rows) {
        return rows.stream()
                .mapToLong(row -> row.changesBehind() == null ? 0 : row.changesBehind())
                .sum();
    }

    private static Map<String, Long> lastMinute(Connections connections, TablesConfig config) {
        Map<String, Long> records = new HashMap<>();
        try (Admin admin = connections.kafkaAdmin()) {
            KafkaProgress kafka = new KafkaProgress(
                    admin, topic -> config.topicPattern().matcher(topic).matches());
            kafka.since(Instant.now().minus(A_MINUTE), kafka.endOffsets())
                    .forEach((partition, count) ->
                            records.merge(TableId.ofTopic(partition.topic()).database(), count, Long::sum));
        }
        return records;
    }

    private static Optional<Map<String, Long>> letters(Connections connections) {
        try (DeadLetters letters = new DeadLetters(connections.settings().address(Setting.KAFKA_PORT))) {
            return letters.openBySource(MOST_LETTERS);
        }
    }

    private static Map<String, Instant> archived(Connections connections, List<TableOverview.Row> rows) {
        Map<String, String> sources = rows.stream()
                .filter(row -> row.source() != null)
                .collect(Collectors.toMap(TableOverview.Row::table, TableOverview.Row::source));
        Map<String, Instant> archived = new HashMap<>();
        try (Client clickhouse = connections.clickhouse()) {
            for (GenericRecord table : clickhouse.queryAll(ARCHIVED)) {
                String source = sources.get(table.getString("name"));
                if (source != null) {
                    archived.merge(
                            source,
                            Instant.ofEpochSecond(table.getLong("at")),
                            (first, second) -> first.isAfter(second) ? first : second);
                }
            }
        } catch (ClickHouseException e) {
            throw Failure.cannotRun(
                    "ClickHouse does not tell what was archived",
                    "see ./isotherm status and ./isotherm logs clickhouse",
                    e);
        }
        return archived;
    }

    private static String shown(Instant moment) {
        return moment == null ? "" : moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
