package io.isotherm.cli.pipeline;

import io.isotherm.cli.applied.AppliedTablesWriter;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.job.JobControl;
import io.isotherm.cli.load.Loading;
import io.isotherm.cli.load.Patience;
import io.isotherm.cli.load.TableLoads;
import io.isotherm.cli.settings.LaunchMode;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.source.ConnectClient;
import io.isotherm.cli.source.RemovedSources;
import io.isotherm.cli.source.ReplicationSetup;
import io.isotherm.cli.source.RowCondition;
import io.isotherm.cli.source.SourceChanges;
import io.isotherm.cli.source.TableTroubles;
import io.isotherm.cli.stack.Launcher;
import io.isotherm.cli.stack.Launchers;
import io.isotherm.cli.stack.Service;
import io.isotherm.cli.stack.StackStarter;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Everything from a stopped stack to running replication, each step repeatable. */
public final class Pipeline {
    /** A load is given up when no row has come for this long. */
    static final Patience PATIENCE = Patience.whileRowsArrive(Duration.ofMinutes(3));

    private static final int LOG_LINES = 5_000;

    private final Settings settings;
    private final Connections connections;
    private final Launcher launcher;
    private final AppendedTables keyless;
    private final PrintWriter progress;

    /** On the stack as it was started. */
    public Pipeline(Settings settings, PrintWriter progress) {
        this(settings, null, progress);
    }

    /** @param mode how to start the stack; null for the way it was started */
    public Pipeline(Settings settings, LaunchMode mode, PrintWriter progress) {
        this.settings = settings;
        this.connections = new Connections(settings);
        this.launcher = mode == null ? Launchers.current(settings) : Launchers.choose(mode, settings, progress);
        this.keyless = new AppendedTables(settings, progress);
        this.progress = progress;
    }

    public Connections connections() {
        return connections;
    }

    /**
     * Starts services and what they need, waits until they are ready, and creates what is missing inside of them.
     *
     * @throws CliException before anything starts, if this machine lacks something; else when all was tried that could
     *     be
     */
    public void start(Set<Service> wanted) {
        start(wanted, core -> {});
    }

    /** The same, and then the job that ran when the stack went down runs again; says what does not. */
    public void startAndResume(Set<Service> wanted) {
        start(wanted, core -> {
            if (core.containsAll(EnumSet.of(Service.FLINK_JOBMANAGER, Service.FLINK_TASKMANAGER))) {
                job().resume();
            }
            if (core.containsAll(Service.core())) {
                new BackgroundWatch(settings, this::say).run();
            }
        });
    }

    private void start(Set<Service> wanted, Consumer<Set<Service>> onceCoreIsReady) {
        EnumSet<Service> services = EnumSet.copyOf(Service.withNeeds(wanted));
        StartChecks checks = new StartChecks(settings, launcher, progress);
        checks.check(services);
        connections.secrets().generateMissing();
        EnumSet<Service> later = EnumSet.copyOf(services);
        later.removeIf(service -> !launcher.mayComeLater(service));
        services.removeAll(later);
        later.retainAll(wanted);
        later.forEach(launcher::installMeanwhile);
        launcher.install(services, progress);
        launcher.open();
        // Airflow reads it when it starts
        Attempts attempts = new Attempts();
        attempts.attempt(appliedTables()::writeIfMissing);
        checks.sayWhatHasNoEffect();
        EnumSet<Service> core = EnumSet.copyOf(services);
        core.retainAll(Service.core());
        EnumSet<Service> first = EnumSet.copyOf(Service.withNeeds(core));
        first.retainAll(services);
        // What fails leaves alone those that do not need it
        StackStarter starter = new StackStarter(settings, launcher, progress);
        if (attempts.attempt(() -> starter.start(first))) {
            attempts.attempt(() -> {
                bootstrap(core);
                onceCoreIsReady.accept(core);
            });
        }
        services.removeAll(first);
        attempts.attempt(() -> starter.start(services));
        attempts.attempt(() -> {
            launcher.install(later, progress);
            starter.start(later);
        });
        attempts.throwIfFailed();
    }

    /** Whether this service is still to be made and nothing else waits for that; see {@link #startWhenInstalled}. */
    public boolean comesLater(Service service) {
        return launcher.mayComeLater(service);
    }

    /** Begins to install a service that {@link #comesLater}; that goes on when this process has ended. */
    public void installMeanwhile(Service service) {
        launcher.installMeanwhile(service);
    }

    /** Leaves it to the supervisor to start a service as soon as it is installed; returns at once. */
    public void startWhenInstalled(Service service) {
        launcher.start(service);
    }

    /** @throws CliException if this machine lacks something that the services need */
    public void check(Set<Service> services) {
        new StartChecks(settings, launcher, progress).check(services);
    }

    /** Gets what services are made of, without starting them. */
    public void install(Set<Service> services) {
        launcher.install(services, progress);
    }

    /** Tables that exist in the sources and that {@code tables.yaml} selects. */
    public List<TableId> replicatedTables() {
        return replication().tables(ReplicationSetup.readTables(settings));
    }

    private void bootstrap(Set<Service> services) {
        TablesConfig tables = ReplicationSetup.readTables(settings);
        ReplicationSetup replication = replication();
        if (services.contains(Service.POSTGRES)) {
            replication.prepareSources(tables);
            tellAppliedTables();
        }
        if (services.contains(Service.CLICKHOUSE)) {
            new ClickHouseDatabases(connections).createMissing();
        }
        if (services.containsAll(
                EnumSet.of(Service.POSTGRES, Service.KAFKA, Service.SCHEMA_REGISTRY, Service.CONNECT))) {
            sayWhichConnectorsStartAgain();
            replication.apply(tables, this::compareAgain);
            replication.troubles(tables).hint().ifPresent(this::say);
        }
    }

    private void sayWhichConnectorsStartAgain() {
        new ConnectClient(connections).states().forEach((connector, state) -> {
            if (state.equals(ConnectClient.PAUSED) || state.startsWith(ConnectClient.FAILED)) {
                say("connector " + connector + " was " + state + "; it starts again");
            }
        });
    }

    /**
     * Makes the running pipeline match {@code tables.yaml}, and waits until every table is loaded. Nothing is touched
     * before everything is checked that could keep it from running again.
     *
     * @return tables that cannot be replicated as it asks; all others are
     */
    public TableTroubles apply() {
        TablesConfig tables = ReplicationSetup.readTables(settings);
        ReplicationSetup replication = replication();
        replication.check(tables);
        job().check();
        // first, so that it knows the settings of new tables when their first rows come
        job().apply();
        tellAppliedTables();
        SourceChanges changes = replication.apply(tables, this::compareAgain, keyless);
        try {
            awaitLoaded(tables, PATIENCE, table -> true, true);
            changes.requireAllRead();
        } catch (CliException e) {
            throw changes.broughtBackIfFailed(e);
        }
        return replication.troubles(tables);
    }

    /** The same without waiting for rows, and without a job that nobody has submitted. */
    public TableTroubles applyWithoutWaiting() {
        TablesConfig tables = ReplicationSetup.readTables(settings);
        ReplicationSetup replication = replication();
        replication.check(tables);
        job().restartIfTablesChanged();
        tellAppliedTables();
        replication.apply(tables, this::compareAgain, keyless).requireAllRead();
        return replication.troubles(tables);
    }

    /** Tables that {@code tables.yaml} selects and that are not replicated as it asks. */
    public TableTroubles troubles() {
        return replication().troubles(ReplicationSetup.readTables(settings));
    }

    /**
     * @param names of replicated tables, as {@code orders} or {@code shop.orders}
     * @param replaces whether their hot and cold tables are made again
     * @param waits until all rows are here and were compared
     */
    public Set<TableId> resync(List<String> names, RowCondition rows, boolean replaces, boolean waits) {
        TablesConfig tables = replaces ? ReplicationSetup.readTables(settings) : AppliedTablesWriter.config(settings);
        Set<TableId> chosen = replication().resync(tables, names, rows, keyless, asked -> {
            if (replaces) {
                new Replacement(connections, job(), this::say).run(asked, tables, PATIENCE);
            }
            compareAgain(asked);
        });
        if (waits) {
            awaitLoaded(tables, PATIENCE, chosen::contains, false);
        }
        return chosen;
    }

    /** Ends the replication of a database that {@code tables.yaml} does not name any more. Hot and cold stay. */
    public void remove(String database) {
        compareAgain(new RemovedSources(connections).remove(ReplicationSetup.readTables(settings), database));
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
        replication().requireAppliedAfter(() -> awaitLoaded(tables, patience, table -> true, false), tables);
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

    private void say(String line) {
        progress.println("  " + line);
        progress.flush();
    }

    public JobControl job() {
        return new JobControl(connections, launcher, this::tellAppliedTables, progress);
    }

    /** Whenever job or sources may have changed. */
    private void tellAppliedTables() {
        appliedTables().write();
    }

    private AppliedTablesWriter appliedTables() {
        return new AppliedTablesWriter(connections, launcher.endpoints().shared(), this::say);
    }

    private ReplicationSetup replication() {
        return new ReplicationSetup(connections, launcher.endpoints(), progress);
    }
}
