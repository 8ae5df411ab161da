package io.isotherm.cli.applied;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.isotherm.job.config.RunSettings;
import io.isotherm.job.config.Schedule;
import io.isotherm.job.config.SourceSettings;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TableSettings.Archive;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The document. {@code airflow-docker/isotherm_archive/applied.py} reads it.
 *
 * @param format raised when an older reader would misunderstand it
 * @param tablesYamlSha256 of the text that all of this follows from
 * @param consumerGroup of the job, which commits an offset when everything before it is in ClickHouse
 */
record AppliedSettings(int format, String tablesYamlSha256, String consumerGroup, Map<String, Source> sources) {
    static final int FORMAT = 2;

    /**
     * One database.
     *
     * @param batch whether nothing but a sync reads it: then slot, publication and topics are those that it would have
     * @param server null if it is a database of the stack's Postgres
     * @param topics regular expression for whole names: the topics of replicated tables, those still to be created
     *     included
     * @param hotTables null as long as nobody has looked which tables the source has
     */
    record Source(
            boolean batch,
            Server server,
            String slot,
            String publication,
            String topics,
            Runs runs,
            List<HotTable> hotTables) {
        private boolean hasOneOf(List<String> names) {
            return hotTables != null && hotTables.stream().anyMatch(table -> names.contains(table.name()));
        }
    }

    /**
     * Of a batch source.
     *
     * @param tls value of {@code sslmode}
     * @param caFile null for the certificates that libpq looks for
     */
    record Server(String host, int port, String database, String user, String tls, String caFile) {
        static Server of(SourceSettings.Server server) {
            return server == null
                    ? null
                    : new Server(
                            server.host(),
                            server.port(),
                            server.database(),
                            server.user(),
                            server.tls().sslMode(),
                            server.caFile());
        }
    }

    /**
     * @param schedule of the daily run
     * @param sync of the reading by queries; null if there is none
     * @param startDate null if the source does not say
     */
    record Runs(Times schedule, Times sync, String startDate, boolean catchup, String owner) {
        static Runs of(RunSettings settings) {
            return new Runs(
                    Times.of(settings.schedule()),
                    settings.sync() == null ? null : Times.of(settings.sync()),
                    settings.startDate() == null ? null : settings.startDate().toString(),
                    settings.catchup(),
                    settings.owner());
        }
    }

    /**
     * @param cron null if there is an interval
     * @param everyMinutes null if there is a cron expression
     */
    record Times(String cron, Long everyMinutes) {
        static Times of(Schedule schedule) {
            return new Times(
                    schedule.cron(),
                    schedule.interval() == null ? null : schedule.interval().toMinutes());
        }
    }

    /**
     * What a source table has in hot: its rows, or every change of them.
     *
     * @param name in hot, cold and bronze
     * @param archived whether its partitions move to cold
     * @param hotDays days that a closed partition stays in hot
     * @param day null if rows of the source have none; that of a change in a history is the day of its commit
     * @param privateColumns excluded or hashed now; rows from before may have them in clear
     * @param binaryColumns of type {@code bytea}
     */
    record HotTable(
            String name,
            String schema,
            String table,
            boolean history,
            boolean archived,
            int hotDays,
            DayColumn day,
            SortedSet<String> privateColumns,
            SortedSet<String> binaryColumns) {
        TableId source(String database) {
            return new TableId(database, schema, table);
        }
    }

    /** As {@code sql/macros/generated_silver.sql} reads it. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record CleanRow(
            @JsonProperty("private") SortedSet<String> privateColumns,
            @JsonProperty("binary") SortedSet<String> binaryColumns) {}

    /**
     * @param tables of a source with their columns of type {@code bytea}, or nothing if it was not asked; those that
     *     are not replicated are left out
     */
    static Source source(
            TablesConfig config, String database, String slot, Optional<Map<TableId, Set<String>>> tables) {
        SourceSettings settings = config.sourceOf(database);
        return new Source(
                settings.isBatch(),
                Server.of(settings.server()),
                slot,
                // both have one name
                slot,
                config.topicRegex(database),
                Runs.of(config.runsOf(database)),
                tables.map(found -> hotTables(config, found)).orElse(null));
    }

    private static List<HotTable> hotTables(TablesConfig config, Map<TableId, Set<String>> tables) {
        List<HotTable> hot = new ArrayList<>();
        tables.forEach((table, binary) -> {
            if (config.sourceOf(table.database()).isBatch()
                    && config.syncOf(table).isEmpty()) {
                return;
            }
            config.settingsOf(table).ifPresent(settings -> {
                hot.add(hotTable(table, settings, binary, false));
                if (settings.history()) {
                    hot.add(hotTable(table, settings, binary, true));
                }
            });
        });
        hot.sort(Comparator.comparing(HotTable::name));
        return hot;
    }

    private static HotTable hotTable(
            TableId table, TableSettings settings, Set<String> binaryColumns, boolean history) {
        // A history has a partition for every day of commit; other tables have none without partition_by
        boolean hasDays = history || settings.partitionBy() != null;
        boolean archived = hasDays && settings.archive() == Archive.MOVE;
        DayColumn day = history || settings.partitionBy() == null ? null : DayColumn.of(settings.partitionBy());
        SortedSet<String> privateColumns = new TreeSet<>(settings.exclude());
        privateColumns.addAll(settings.hash());
        return new HotTable(
                history ? table.historyName() : table.targetName(),
                table.schema(),
                table.table(),
                history,
                archived,
                settings.hotDays(),
                day,
                privateColumns,
                new TreeSet<>(binaryColumns));
    }

    /** Source tables of a database that this document knows, with their binary columns; empty if nobody has looked. */
    Optional<Map<TableId, Set<String>>> tables(String database) {
        return Optional.ofNullable(sources.get(database))
                .flatMap(source -> Optional.ofNullable(source.hotTables()))
                .map(hot -> hot.stream()
                        .filter(table -> !table.history())
                        .collect(Collectors.toMap(
                                table -> table.source(database),
                                // an earlier version did not write it
                                table -> table.binaryColumns() == null ? Set.of() : table.binaryColumns())));
    }

    /**
     * What a clean row of every table is made by, by database and hot name; of a source of which nobody knows the
     * tables null.
     */
    Map<String, Map<String, CleanRow>> cleanRows() {
        Map<String, Map<String, CleanRow>> rows = new TreeMap<>();
        sources.forEach(
                (database, source) -> rows.put(database, source.hotTables() == null ? null : cleanRows(source)));
        return rows;
    }

    private static Map<String, CleanRow> cleanRows(Source source) {
        Map<String, CleanRow> rows = new TreeMap<>();
        for (HotTable table : source.hotTables()) {
            if (!table.history()) {
                rows.put(table.name(), new CleanRow(table.privateColumns(), table.binaryColumns()));
            }
        }
        return rows;
    }

    /** Hot tables that an operator means by the name of a source table, by its hot name, or by that of its history. */
    List<HotTable> called(String name) {
        String qualified = TableId.qualify(name);
        return sources.values().stream()
                .filter(source -> source.hotTables() != null)
                .flatMap(source -> source.hotTables().stream())
                .filter(table -> table.name().equals(name)
                        || !table.history() && qualified.equals(table.schema() + "." + table.table()))
                .toList();
    }

    List<String> batchSources(List<String> hotTables) {
        return sources.entrySet().stream()
                .filter(source -> source.getValue().batch())
                .filter(source -> hotTables.isEmpty() || source.getValue().hasOneOf(hotTables))
                .map(Map.Entry::getKey)
                .toList();
    }

    static AppliedSettings of(String sha256, String consumerGroup, Map<String, Source> sources) {
        return new AppliedSettings(FORMAT, sha256, consumerGroup, new TreeMap<>(sources));
    }
}
