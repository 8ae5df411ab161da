package io.isotherm.cli.pipeline;

import io.isotherm.cli.applied.AppliedTablesWriter;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.job.JobControl;
import io.isotherm.cli.load.Loading;
import io.isotherm.cli.load.Patience;
import io.isotherm.cli.load.TableLoads;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.source.RemovedSources;
import io.isotherm.cli.source.ReplicationSetup;
import io.isotherm.cli.source.RowCondition;
import io.isotherm.cli.source.SourceChanges;
import io.isotherm.cli.source.TableTroubles;
import io.isotherm.cli.stack.ChangeLock;
import io.isotherm.cli.stack.Launcher;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What a running stack replicates, and how it comes to be that. Each step is repeatable. */
public final class Replication {
    /** A load is given up when no row has come for this long. */
    static final Patience PATIENCE = Patience.whileRowsArrive(Duration.ofMinutes(3));

    private static final int LOG_LINES = 5_000;

    private final Settings settings;
    private final Connections connections;
    private final Launcher launcher;
    private final AppendedTables keyless;
    private final PrintWriter progress;

    Replication(Connections connections, Launcher launcher, PrintWriter progress) {
        this.settings = connections.settings();
        this.connections = connections;
        this.launcher = launcher;
        this.keyless = new AppendedTables(settings, progress);
        this.progress = progress;
    }

    /** Tables that exist in the sources and that {@code tables.yaml} selects. */
    public List<TableId> tables() {
        return setup().tables(ReplicationSetup.readTables(settings));
    }

    /** Tables that {@code tables.yaml} selects and that are not replicated as it asks. */
    public TableTroubles troubles() {
        return setup().troubles(ReplicationSetup.readTables(settings));
    }

    /** Has what runs go on when its services have started, with tables that were added meanwhile. */
    void goOn(TablesConfig tables) {
        changedBy("./isotherm up").holding(() -> setup().apply(tables, this::compareAgain));
        setup().troubles(tables).hint().ifPresent(this::say);
    }

    /**
     * Makes the running pipeline match {@code tables.yaml}, and waits until every table is loaded. Nothing is touched
     * before everything is checked that could keep it from running again.
     *
     * @return tables that cannot be replicated as it asks; all others are
     */
    public TableTroubles apply() {
        TablesConfig tables = ReplicationSetup.readTables(settings);
        ReplicationSetup setup = setup();
        SourceChanges changes = changedBy("./isotherm apply").holding(() -> {
            setup.check(tables);
            job().check();
            // first, so that it knows the settings of new tables when their first rows come
            job().apply();
            return carryOut(tables);
        });
        try {
            awaitLoaded(tables, PATIENCE, table -> true, true);
            changes.requireAllRead();
        } catch (CliException e) {
            throw changedBy("./isotherm apply").holding(() -> changes.broughtBackIfFailed(e));
        }
        return setup.troubles(tables);
    }

    /** The same without waiting for rows, and without a job that nobody has submitted. */
    public TableTroubles applyWithoutWaiting() {
        TablesConfig tables = ReplicationSetup.readTables(settings);
        ReplicationSetup setup = setup();
        changedBy("./isotherm apply")
                .holding(() -> {
                    setup.check(tables);
                    job().restartIfTablesChanged();
                    return carryOut(tables);
                })
                .requireAllRead();
        return setup.troubles(tables);
    }

    private SourceChanges carryOut(TablesConfig tables) {
        tellAppliedTables();
        return setup().apply(tables, this::compareAgain, keyless);
    }

    /**
     * @param names of replicated tables, as {@code orders} or {@code shop.orders}
     * @param replaces whether their hot and cold tables are made again
     * @param waits until all rows are here and were compared
     */
    public Set<TableId> resync(List<String> names, RowCondition rows, boolean replaces, boolean waits) {
        TablesConfig tables = replaces ? ReplicationSetup.readTables(settings) : AppliedTablesWriter.config(settings);
        Set<TableId> chosen = changedBy("./isotherm resync")
                .holding(() -> setup().resync(tables, names, rows, keyless, asked -> {
                    if (replaces) {
                        new Replacement(connections, job(), this::say).run(asked, tables, PATIENCE);
                    }
                    compareAgain(asked);
                }));
        if (waits) {
            awaitLoaded(tables, PATIENCE, chosen::contains, false);
        }
        return chosen;
    }

    /** Ends the replication of a database that {@code tables.yaml} does not name any more. Hot and cold stay. */
    public void remove(String database) {
        TablesConfig tables = ReplicationSetup.readTables(settings);
        changedBy("./isotherm apply --remove")
                .holding(() -> compareAgain(new RemovedSources(connections).remove(tables, database)));
        say(database + " is not replicated any more: connector, slot and publication are gone");
        say("the rows of its tables in hot and cold stay");
    }

    /** Deletes rows of loaded tables that Postgres does not have. */
    public void deleteSurplus(Set<TableId> chosen) {
        TablesConfig tables = ReplicationSetup.readTables(settings);
        for (TableId table : chosen) {
            long deleted = loading(tables, table.database(), false).deleteSurplus(table, PATIENCE);
            say(table.qualifiedName() + ": " + deleted + " rows deleted that Postgres does not have");
        }
    }

    private void compareAgain(List<TableId> tables) {
        TableLoads.forget(connections, tables);
    }

    /** @throws CliException naming the tables that are not loaded or not replicated yet, and why */
    public void awaitLoaded(TablesConfig tables, Patience patience) {
        setup().requireAppliedAfter(() -> awaitLoaded(tables, patience, table -> true, false), tables);
    }

    private void awaitLoaded(
            TablesConfig tables, Patience patience, Predicate<TableId> chosen, boolean refusesSurplus) {
        for (String database : tables.streamedDatabases()) {
            loading(tables, database, refusesSurplus).await(patience, chosen);
        }
    }

    private Loading loading(TablesConfig tables, String database, boolean refusesSurplus) {
        return new Loading(
                connections,
                database,
                tables,
                refusesSurplus,
                () -> launcher.lastLogLines("connect", LOG_LINES),
                this::say);
    }

    /** Its caller holds the {@link ChangeLock} for what starts or ends the job. */
    public JobControl job() {
        return new JobControl(connections, launcher, this::tellAppliedTables, progress);
    }

    /** Whenever job or sources may have changed. */
    void tellAppliedTables() {
        new AppliedTablesWriter(connections, launcher.endpoints().shared(), this::say).write();
    }

    private ReplicationSetup setup() {
        return new ReplicationSetup(connections, launcher.endpoints(), progress);
    }

    private ChangeLock changedBy(String command) {
        return new ChangeLock(settings, command, progress);
    }

    private void say(String line) {
        progress.println("  " + line);
        progress.flush();
    }
}
