package io.isotherm.cli.pipeline;

import com.clickhouse.client.api.ClickHouseException;
import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import io.isotherm.cli.CliException;
import io.isotherm.cli.Connections;
import io.isotherm.cli.Failure;
import io.isotherm.cli.load.TableLoad;
import io.isotherm.cli.load.TableLoads;
import io.isotherm.cli.verify.KafkaProgress;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** ClickHouse's codes of an unknown table and an unknown database. */
    private static final Set<Integer> NOT_THERE = Set.of(60, 81);

    /**
     * One hot table.
     *
     * @param oldestHot first day or month that hot holds rows of; empty if it has no partitions or no rows
     * @param lastArchived last day or month that was archived; empty if there is none
     * @param state loaded, loading, incomplete or left out; null for a history, and where Postgres cannot be asked
     * @param because why it is not loaded; null if it is
     * @param remedy what to do about it; null if it is loaded or passes by itself
     * @param changesBehind records in Kafka that are not yet known to be in ClickHouse; null for a history, which has no topic
     */
    public record Row(
            String table,
            String state,
            String because,
            String remedy,
            long hotRows,
            long coldRows,
            String oldestHot,
            String lastArchived,
            Long changesBehind) {
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
        Map<String, TableLoad> loads = loads(connections, config);
        List<Row> rows = new ArrayList<>();
        for (GenericRecord table : stored) {
            String name = table.getString("name");
            TableLoad load = loads.remove(name);
            rows.add(new Row(
                    name,
                    load == null ? null : load.state().toString(),
                    load == null || load.isLoaded() ? null : load.because(),
                    load == null || load.remedy().isEmpty() ? null : load.remedy(),
                    table.getLong("hot_rows"),
                    table.getLong("cold_rows"),
                    date(table.getString("oldest")),
                    date(table.getString("newest")),
                    behind.get(name)));
        }
        loads.forEach((name, load) -> rows.add(new Row(
                name,
                load.state().toString(),
                load.isLoaded() ? null : load.because(),
                load.remedy().isEmpty() ? null : load.remedy(),
                0,
                0,
                "",
                "",
                behind.get(name))));
        return rows;
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
    private static Map<String, TableLoad> loads(Connections connections, TablesConfig config) {
        Map<String, TableLoad> loads = new TreeMap<>();
        for (String database : config.databases()) {
            try {
                new TableLoads(connections, database, config).states().forEach(load -> {
                    if (loads.putIfAbsent(load.table().targetName(), load) != null) {
                        loads.put(load.table().topic(), load);
                    }
                });
            } catch (CliException postgresIsAway) {
                // the list of services says so
            }
        }
        return loads;
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
