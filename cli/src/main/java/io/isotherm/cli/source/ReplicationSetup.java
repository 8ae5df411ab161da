package io.isotherm.cli.source;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.Finding;
import io.isotherm.cli.stack.ServiceEndpoints;
import io.isotherm.job.config.ConfigException;
import io.isotherm.job.config.PipelineNames;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Makes publication and connector of every source match {@code tables.yaml}. Repeating it changes nothing. */
public final class ReplicationSetup {
    private final Connections connections;
    private final ServiceEndpoints endpoints;
    private final PrintWriter progress;

    public ReplicationSetup(Connections connections, ServiceEndpoints endpoints, PrintWriter progress) {
        this.connections = connections;
        this.endpoints = endpoints;
        this.progress = progress;
    }

    /** @throws CliException listing every mistake in the file */
    public static TablesConfig readTables(Settings settings) {
        Path file = settings.tablesFile();
        try {
            return TablesConfig.load(file);
        } catch (ConfigException e) {
            throw CliException.cannotRun(e.getMessage(), "correct " + file, e);
        } catch (IOException e) {
            throw CliException.cannotRun("cannot read " + file + ": " + Cause.of(e), "restore it", e);
        }
    }

    /** Creates what is missing of databases, roles, publications and rights. */
    public void prepareSources(TablesConfig tables) {
        for (String database : tables.databases()) {
            if (tables.sourceOf(database).server() == null) {
                new PostgresSource(connections, database).createDatabaseAndRoles();
            }
        }
    }

    /** Existing tables of all streamed sources that are replicated. */
    public List<TableId> tables(TablesConfig config) {
        return config.streamedDatabases().stream()
                .flatMap(database -> new PostgresSource(connections, database).plan(config).tables().stream())
                .toList();
    }

    /** Tables of streamed sources that {@code tables.yaml} selects and that are not replicated as it asks. */
    public TableTroubles troubles(TablesConfig config) {
        return new TableTroubles(config.streamedDatabases().stream()
                .flatMap(database -> new PostgresSource(connections, database).troubles(config).stream())
                .toList());
    }

    /**
     * Waits, and looks then for tables that no waiting brings.
     *
     * @throws CliException with what the wait throws, and with the tables that the next {@code apply} replicates
     */
    public void requireAppliedAfter(Runnable wait, TablesConfig config) {
        CliException failure = null;
        try {
            wait.run();
        } catch (CliException e) {
            failure = e;
        }
        Optional<CliException> all = troubles(config).notYetBeside(failure);
        if (all.isPresent()) {
            throw all.get();
        }
    }

    /**
     * Finds out what would keep whole sources from being replicated. Changes nothing.
     *
     * @throws CliException naming it
     */
    public void check(TablesConfig tables) {
        for (String database : tables.streamedDatabases()) {
            new SourceChecks(connections, database).requireReplicable();
        }
        changes(tables).forEach(SourceChange::check);
    }

    /**
     * Publishes the tables and runs the connector of each source; a source without tables gets no connector yet.
     *
     * @param beforeReadingAgain is told which tables are read again because a connector's position is lost
     * @throws CliException if one of them does not run with that; what it ran with before was brought back then
     */
    public SourceChanges apply(TablesConfig tables, Consumer<List<TableId>> beforeReadingAgain) {
        return apply(tables, beforeReadingAgain, Optional.empty());
    }

    /**
     * The same.
     *
     * @param rows reads those of tables without a key, which wait for it otherwise
     */
    public SourceChanges apply(TablesConfig tables, Consumer<List<TableId>> beforeReadingAgain, AppendedRows rows) {
        return apply(tables, beforeReadingAgain, Optional.of(rows));
    }

    private SourceChanges apply(
            TablesConfig tables, Consumer<List<TableId>> beforeReadingAgain, Optional<AppendedRows> rows) {
        new Topics(connections).createMissing();
        List<SourceChange> changes = changes(tables);
        changes.forEach(change -> change.carryOut(beforeReadingAgain, rows));
        for (Finding removed : new RemovedSources(connections).findings(tables)) {
            progress.println("  " + removed.subject() + " " + removed.detail());
            progress.println("    -> " + removed.remedy());
        }
        tables.batchDatabases().forEach(database -> prepareBatch(tables, database));
        return new SourceChanges(changes);
    }

    /** Says what is not done for it; the daily run has to read it all the same. */
    private void prepareBatch(TablesConfig tables, String database) {
        if (tables.sourceOf(database).server() == null) {
            new PostgresSource(connections, database).grantBatch(tables);
        }
        progress.println(
                "  " + database + " is a batch source, without connector, slot and publication: ./isotherm sync "
                        + database + " reads it");
        progress.flush();
    }

    /** Every streamed source is looked at before one of them is touched. */
    private List<SourceChange> changes(TablesConfig tables) {
        List<SourceChange> changes = new ArrayList<>();
        for (String database : tables.streamedDatabases()) {
            ReplicationPlan plan = new PostgresSource(connections, database).plan(tables);
            changes.add(SourceChange.to(plan, connections, database, endpoints, progress));
        }
        return changes;
    }

    /**
     * Has the connectors read rows of these tables again, beside the running changes.
     *
     * @param names {@code schema.table}, or only the table of schema {@code public}; with the database before it where
     *     several have one of this name
     * @param rows which of them
     * @param appended reads those of tables without a key
     * @param beforeAsking is told which tables these are
     * @return the tables
     * @throws CliException if one is not replicated; nothing was asked then
     */
    public Set<TableId> resync(
            TablesConfig config,
            List<String> names,
            RowCondition rows,
            AppendedRows appended,
            Consumer<List<TableId>> beforeAsking) {
        List<TableId> replicated = tables(config);
        Set<TableId> chosen = new LinkedHashSet<>();
        Map<String, List<String>> byDatabase = new TreeMap<>();
        for (String name : names) {
            String qualified = TableId.qualify(name);
            List<TableId> found = replicated.stream()
                    .filter(table -> table.qualifiedName().equals(qualified)
                            || table.topic().equals(name))
                    .toList();
            if (found.size() > 1) {
                throw CliException.cannotRun(
                        "several databases have a table " + qualified,
                        "name one of " + found.stream().map(TableId::topic).collect(Collectors.joining(", ")));
            }
            if (found.isEmpty()) {
                config.batchDatabases().forEach(database -> refuseBatch(config, database, qualified));
                throw CliException.cannotRun(
                        "there is no replicated table " + qualified,
                        "replicated are: "
                                + replicated.stream()
                                        .map(TableId::qualifiedName)
                                        .collect(Collectors.joining(", ")));
            }
            chosen.addAll(found);
            found.forEach(table -> byDatabase
                    .computeIfAbsent(table.database(), database -> new ArrayList<>())
                    .add(table.qualifiedName()));
        }
        Map<String, Set<String>> keyless = new TreeMap<>();
        byDatabase.forEach((database, tables) -> keyless.put(database, withoutKey(config, database, tables, rows)));
        byDatabase.forEach(this::requireReplicated);
        byDatabase.forEach((database, tables) -> rows.requireUnderstood(connections, database, tables));
        beforeAsking.accept(List.copyOf(chosen));
        keyless.forEach((database, tables) -> readAnew(config, database, tables, appended));
        ConnectClient connect = new ConnectClient(connections);
        byDatabase.forEach((database, tables) -> {
            if (tables.isEmpty()) {
                return;
            }
            String connector = PipelineNames.connector(database);
            connect.changeOffsets(connector, offsets -> SnapshotRequest.add(offsets, tables, rows));
            connect.start(connector);
            SteadyConnector.await(connections, database);
            progress.println("  reading " + rows + " of " + String.join(", ", tables) + " beside the running changes");
        });
        progress.flush();
        return chosen;
    }

    /** Takes those without a key out of {@code tables}. */
    private Set<String> withoutKey(TablesConfig config, String database, List<String> tables, RowCondition rows) {
        Set<String> keyless = new TreeSet<>(tables);
        keyless.retainAll(new PostgresSource(connections, database).plan(config).appended());
        if (!keyless.isEmpty() && rows != RowCondition.ALL) {
            throw CliException.cannotRun(
                    String.join(", ", keyless) + ": without a key no row can be read again by itself",
                    "leave out --where: all rows are read, and what was kept of changes before is set aside");
        }
        tables.removeAll(keyless);
        return keyless;
    }

    private void readAnew(TablesConfig config, String database, Set<String> keyless, AppendedRows rows) {
        if (!keyless.isEmpty()) {
            PostgresSource source = new PostgresSource(connections, database);
            Set<String> replicated = new TreeSet<>(ReplicatedNow.of(connections, database, source.published()));
            replicated.addAll(keyless);
            ReplicationPlan plan = source.plan(config);
            plan.keepOnly(replicated);
            new TablesToRead(connections.settings(), database).add(keyless);
            SourceChange change = SourceChange.to(plan, connections, database, endpoints, progress);
            change.check();
            change.carryOut(more -> {}, Optional.of(rows));
            new SourceChanges(List.of(change)).requireAllRead();
        }
    }

    /** The connector would leave out any other without a word. */
    private void requireReplicated(String database, List<String> tables) {
        Set<String> replicated =
                ReplicatedNow.of(connections, database, new PostgresSource(connections, database).published());
        for (String table : tables) {
            if (!replicated.contains(table)) {
                throw CliException.cannotRun(
                        table + " is not replicated yet", "./isotherm apply reads and replicates it");
            }
        }
    }

    private static void refuseBatch(TablesConfig config, String database, String qualified) {
        int dot = qualified.indexOf('.');
        TableId id = new TableId(database, qualified.substring(0, dot), qualified.substring(dot + 1));
        if (config.settingsOf(id).isPresent()) {
            throw CliException.cannotRun(
                    qualified + " belongs to batch source " + database + ", which no connector reads",
                    "./isotherm sync " + database + " --table " + qualified + " --full-refresh reads all of its rows");
        }
    }
}
