package io.isotherm.cli.pipeline;

import io.isotherm.cli.applied.AppliedTablesWriter;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.LaunchMode;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.source.ConnectClient;
import io.isotherm.cli.source.ReplicationSetup;
import io.isotherm.cli.stack.ChangeLock;
import io.isotherm.cli.stack.Launcher;
import io.isotherm.cli.stack.Launchers;
import io.isotherm.cli.stack.Service;
import io.isotherm.cli.stack.StackStarter;
import io.isotherm.job.config.TablesConfig;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/** Everything from a stopped stack to running replication, each step repeatable. */
public final class Pipeline {
    private final Settings settings;
    private final Connections connections;
    private final Launcher launcher;
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
                new ChangeLock(settings, "./isotherm up", progress)
                        .holding(replication().job()::resume);
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

    private void bootstrap(Set<Service> services) {
        TablesConfig tables = ReplicationSetup.readTables(settings);
        if (services.contains(Service.POSTGRES)) {
            new ReplicationSetup(connections, launcher.endpoints(), progress).prepareSources(tables);
            appliedTables().write();
        }
        if (services.contains(Service.CLICKHOUSE)) {
            new ClickHouseDatabases(connections).createMissing();
        }
        if (services.containsAll(
                EnumSet.of(Service.POSTGRES, Service.KAFKA, Service.SCHEMA_REGISTRY, Service.CONNECT))) {
            sayWhichConnectorsStartAgain();
            replication().goOn(tables);
        }
    }

    private void sayWhichConnectorsStartAgain() {
        new ConnectClient(connections).states().forEach((connector, state) -> {
            if (state.equals(ConnectClient.PAUSED) || state.startsWith(ConnectClient.FAILED)) {
                say("connector " + connector + " was " + state + "; it starts again");
            }
        });
    }

    /** What the stack replicates; its services run. */
    public Replication replication() {
        return new Replication(connections, launcher, progress);
    }

    private AppliedTablesWriter appliedTables() {
        return new AppliedTablesWriter(connections, launcher.endpoints().shared(), this::say);
    }

    private void say(String line) {
        progress.println("  " + line);
        progress.flush();
    }
}
