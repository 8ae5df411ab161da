package io.isotherm.cli.pipeline;

import com.clickhouse.client.api.ClickHouseException;
import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import io.isotherm.cli.arrival.KafkaProgress;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.error.Failure;
import io.isotherm.cli.load.TableLoad;
import io.isotherm.cli.load.TableLoads;
import io.isotherm.cli.sync.SyncedUntil;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.sink.table.ClickHouseError;
import io.isotherm.job.table.TableId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/** Where the rows of every hot table are, and how many changes are still on their way. */
public final class TableOverview {
    /** Of all versions that are stored, merged or not: exact numbers would read every table. */
    private static final String STORED = """
            SELECT tables.name AS name, stored.hot_rows AS hot_rows, stored.cold_rows AS cold_rows,
                stored.oldest AS oldest, archived.newest AS newest
            FROM system.tables AS tables
            LEFT JOIN (
                SELECT table AS name, sumIf(rows, database = 'hot') AS hot_rows, sumIf(rows, database = 'cold') AS cold_rows,
                    minIf(partition, database = 'hot' AND partition NOT IN ('tuple()', 'NULL')) AS oldest
                FROM system.parts WHERE active AND database IN ('hot', 'cold') GROUP BY name
            ) AS stored ON stored.name = tables.name
            LEFT JOIN (
                SELECT table AS name, maxIf(partition, partition NOT IN ('tuple()', 'NULL')) AS newest
                FROM ops.archive_log WHERE state = 'archived' GROUP BY name
            ) AS archived ON archived.name = tables.name
            WHERE tables.database = 'hot' AND tables.engine LIKE '%MergeTree'
            ORDER BY name""";

    private static final Set<Integer> NOT_THERE =
            Set.of(ClickHouseError.UNKNOWN_TABLE.code(), ClickHouseError.UNKNOWN_DATABASE.code());

    /**
     * One hot table.
     *
     * @param source database that it comes from; null for a history, and for a table that is not replicated any more
     * @param oldestHot first day or month that hot holds rows of; empty if it has no partitions or no rows
     * @param lastArchived last day or month that was archived; empty if there is none
     * @param state loaded, loading, incomplete or left out; of a batch source synced, not synced or unknown; null for a
     *     history, and where Postgres cannot be asked
     * @param because why it is not loaded; null if it is
     * @param remedy what to do about it; null if it is loaded or passes by itself
     * @param changesBehind records in Kafka that are not yet known to be in ClickHouse; null without a topic
     * @param syncedUntil of a batch source: what was committed before is in ClickHouse; else null
     */
    public record Row(
            String table,
            String source,
            String state,
            String because,
            String remedy,
            long hotRows,
            long coldRows,
            String oldestHot,
            String lastArchived,
            Long changesBehind,
            String syncedUntil) {
        /** Whether it is known to lack rows, or may. */
        public boolean mayLackRows() {
            return because != null;
        }
    }

    private TableOverview() {}

    /** Asks ClickHouse and Kafka. */
    public static List<Row> read(Connections connections, TablesConfig config) {
        List<GenericRecord> stored = stored(connections);
        Map<String, Long> behind = behind(connections, config);
        Map<String, State> states = states(connections, config);
        List<Row> rows = new ArrayList<>();
        for (GenericRecord table : stored) {
            String name = table.getString("name");
            State state = states.getOrDefault(name, State.UNKNOWN);
            states.remove(name);
            rows.add(new Row(
                    name,
                    state.source(),
                    state.name(),
                    state.because(),
                    state.remedy(),
                    table.getLong("hot_rows"),
                    table.getLong("cold_rows"),
                    date(table.getString("oldest")),
                    date(table.getString("newest")),
                    behind.get(name),
                    state.syncedUntil()));
        }
        states.forEach((name, state) -> rows.add(new Row(
                name,
                state.source(),
                state.name(),
                state.because(),
                state.remedy(),
                0,
                0,
                "",
                "",
                behind.get(name),
                state.syncedUntil())));
        return rows;
    }

    /** How far a table is, by the way that its source is read. */
    private record State(String source, String name, String because, String remedy, String syncedUntil) {
        static final State UNKNOWN = new State(null, null, null, null, null);

        static State of(TableLoad load) {
            return new State(
                    load.table().database(),
                    load.state().toString(),
                    load.isLoaded() ? null : load.because(),
                    load.remedy().isEmpty() ? null : load.remedy(),
                    null);
        }

        static State synced(String database, Optional<Instant> moment) {
            return moment.map(at -> new State(
                            database,
                            "synced",
                            null,
                            null,
                            at.truncatedTo(ChronoUnit.SECONDS).toString()))
                    .orElseGet(() -> new State(
                            database, "not synced", "no sync has read it yet", "./isotherm sync " + database, null));
        }
    }

    private static List<GenericRecord> stored(Connections connections) {
        try (Client clickhouse = connections.clickhouse()) {
            return clickhouse.queryAll(STORED);
        } catch (ClickHouseException e) {
            if (NOT_THERE.contains(Failure.clickHouseCode(e))) {
                throw CliException.cannotRun(
                        "the databases of ClickHouse are not set up yet", "./isotherm up sets them up", e);
            }
            throw Failure.cannotRun(
                    "ClickHouse does not tell its tables", "see ./isotherm status and ./isotherm logs clickhouse", e);
        }
    }

    /** By the name of the hot table, which a table without rows may not have yet. */
    private static Map<String, State> states(Connections connections, TablesConfig config) {
        Map<String, State> states = new TreeMap<>();
        for (String database : config.streamedDatabases()) {
            try {
                new TableLoads(connections, database, config).states().forEach(load -> {
                    if (states.putIfAbsent(load.table().targetName(), State.of(load)) != null) {
                        states.put(load.table().topic(), State.of(load));
                    }
                });
            } catch (CliException postgresIsAway) {
                // the list of services says so
            }
        }
        for (String database : config.batchDatabases()) {
            try {
                new SyncedUntil(connections, config, database)
                        .moments()
                        .forEach((table, moment) -> states.put(table.targetName(), State.synced(database, moment)));
            } catch (CliException away) {
                // its server is none of the stack's services, so nothing else says it
                states.put(database, new State(database, "unknown", away.getMessage(), away.remedy(), null));
            }
        }
        return states;
    }

    /** By the name of the hot table. */
    private static Map<String, Long> behind(Connections connections, TablesConfig config) {
        Map<String, Long> behind = new HashMap<>();
        try (Admin admin = connections.kafkaAdmin()) {
            KafkaProgress kafka = new KafkaProgress(
                    admin, topic -> config.topicPattern().matcher(topic).matches());
            Map<TopicPartition, Long> ends = kafka.endOffsets();
            ends.keySet().forEach(partition -> behind.put(target(partition.topic()), 0L));
            kafka.behind(ends)
                    .forEach((partition, records) -> behind.merge(
                            target(partition.substring(0, partition.lastIndexOf('-'))), records, Long::sum));
        }
        return behind;
    }

    private static String target(String topic) {
        return TableId.ofTopic(topic).targetName();
    }

    /** {@code 20260131} and {@code 202601}, as ClickHouse names partitions, with their hyphens. */
    static String date(String partition) {
        return partition.replaceFirst("^(\\d{4})(\\d{2})(\\d{2})?$", "$1-$2-$3").replaceFirst("-$", "");
    }
}
