package io.isotherm.cli.applied;

import io.isotherm.job.config.RunSettings;
import io.isotherm.job.config.Schedule;
import io.isotherm.job.config.SourceSettings;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TableSettings.Archive;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The document. {@code airflow-docker/isotherm_archive/applied.py} reads it.
 *
 * @param format raised when an older reader would misunderstand it
 * @param tablesYamlSha256 of the text that all of this follows from
 * @param consumerGroup of the job, which commits an offset when everything before it is in ClickHouse
 */
record AppliedSettings(int format, String tablesYamlSha256, String consumerGroup, Map<String, Source> sources) {
    static final int FORMAT = 1;

    /**
     * One database.
     *
     * @param batch whether nothing but a sync reads it: then slot, publication and topics are those that it would have
     * @param server null if it is a database of the stack's Postgres
     * @param topics regular expression for whole names: the topics of replicated tables, those still to be created included
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
     */
    record HotTable(
            String name, String schema, String table, boolean history, boolean archived, int hotDays, DayColumn day) {
        TableId source(String database) {
            return new TableId(database, schema, table);
        }
    }

    /** @param tables of a source, or nothing if it was not asked; those that are not replicated are left out */
    static Source source(
            TablesConfig config, String database, String slot, Optional<? extends Collection<TableId>> tables) {
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

    private static List<HotTable> hotTables(TablesConfig config, Collection<TableId> tables) {
        List<HotTable> hot = new ArrayList<>();
        for (TableId table : tables) {
            if (config.sourceOf(table.database()).isBatch()
                    && config.syncOf(table).isEmpty()) {
                continue;
            }
            config.settingsOf(table).ifPresent(settings -> {
                hot.add(hotTable(table.targetName(), table, settings, false));
                if (settings.history()) {
                    hot.add(hotTable(table.historyName(), table, settings, true));
                }
            });
        }
        hot.sort(Comparator.comparing(HotTable::name));
        return hot;
    }

    private static HotTable hotTable(String name, TableId table, TableSettings settings, boolean history) {
        // A history has a partition for every day of commit; other tables have none without partition_by
        boolean hasDays = history || settings.partitionBy() != null;
        boolean archived = hasDays && settings.archive() == Archive.MOVE;
        DayColumn day = history || settings.partitionBy() == null ? null : DayColumn.of(settings.partitionBy());
        return new HotTable(name, table.schema(), table.table(), history, archived, settings.hotDays(), day);
    }

    /** Source tables of a database that this document knows; empty if nobody has looked. */
    Optional<List<TableId>> tables(String database) {
        return Optional.ofNullable(sources.get(database))
                .flatMap(source -> Optional.ofNullable(source.hotTables()))
                .map(hot -> hot.stream()
                        .filter(table -> !table.history())
                        .map(table -> table.source(database))
                        .toList());
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
