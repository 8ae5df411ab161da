package io.isotherm.cli.command;

import io.isotherm.cli.applied.AppliedTables;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.pipeline.Alert;
import io.isotherm.cli.pipeline.Pipeline;
import io.isotherm.cli.pipeline.Runbook;
import io.isotherm.cli.pipeline.SourceOverview;
import io.isotherm.cli.pipeline.TableOverview;
import io.isotherm.cli.settings.LaunchMode;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.source.ConnectClient;
import io.isotherm.cli.source.ConnectorLog;
import io.isotherm.cli.source.HeldBackWal;
import io.isotherm.cli.source.ReplicationSetup;
import io.isotherm.cli.stack.Launchers;
import io.isotherm.cli.stack.ServiceStatus;
import io.isotherm.cli.stack.ServiceStatus.State;
import io.isotherm.cli.watch.WatchSummary;
import io.isotherm.job.config.PipelineNames;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;

/** What {@code status} shows for people: services, tables, and what is to be put right, with its remedy. */
final class StatusReport {
    private final Settings settings;
    private final PrintWriter out;
    private final StatusTables columns;
    private final List<Alert> alerts = new ArrayList<>();
    private List<WatchSummary> watched;

    StatusReport(Settings settings, PrintWriter out) {
        this.settings = settings;
        this.out = out;
        this.columns = new StatusTables(out);
    }

    /** What {@link #show} has found to be red. */
    List<Alert> alerts() {
        return alerts;
    }

    /** Whether nothing was named that keeps rows from being there and equal. */
    boolean show(List<ServiceStatus> services) {
        columns.services(services);
        for (ServiceStatus service : services) {
            if (service.state() == State.FAILED) {
                alert(service.service() + " has failed", Runbook.SERVICE);
            } else if (service.state() == State.UNHEALTHY) {
                alert(service.service() + " fails its health check", Runbook.SERVICE);
                out.println(service.service() + " runs and fails its health check");
                out.println("  -> ./isotherm logs " + service.service() + "; ./isotherm up starts it again");
            }
        }
        if (settings.launchMode() == LaunchMode.AUTO) {
            out.println("this stack was not started yet, or was reset");
            out.println("  -> ./isotherm up");
        }
        unlessAway(this::isApplied);
        if (runs("flink-jobmanager", services)) {
            unlessAway(this::jobRuns);
        }
        boolean loaded = !runs("clickhouse", services)
                || !runs("kafka", services)
                || unlessAway(() -> {
                    List<TableOverview.Row> tables = tables();
                    out.println();
                    unlessAway(() -> {
                        showSources(tables, runs("airflow", services));
                        return true;
                    });
                    out.println();
                    columns.some(tables);
                    return tables.stream().noneMatch(TableOverview.Row::mayLackRows);
                });
        boolean nothingFound = !runs("clickhouse", services) || unlessAway(this::nothingFound);
        boolean heldBack = !runs("postgres", services)
                || unlessAway(() -> {
                    new Pipeline(settings, out).replication().troubles().notes().forEach((note, remedy) -> {
                        out.println(note);
                        out.println("  -> " + remedy);
                    });
                    return areRead();
                });
        boolean connectorsRun = !runs("connect", services) || unlessAway(this::connectorsRun);
        showAlerts();
        return loaded && nothingFound && heldBack && connectorsRun;
    }

    /** A server that does not answer leaves the rest to be shown. */
    private boolean unlessAway(BooleanSupplier part) {
        try {
            return part.getAsBoolean();
        } catch (CliException e) {
            out.println(e.getMessage());
            out.println("  -> " + e.remedy());
            alert(e.getMessage().lines().findFirst().orElse(""), Runbook.SERVICE);
            return false;
        }
    }

    private void alert(String what, Runbook runbook) {
        alerts.add(new Alert(what, runbook));
    }

    private void showAlerts() {
        if (!alerts.isEmpty()) {
            out.println();
            out.println("ALERTS");
            alerts.forEach(alert -> out.println(alert.line()));
        }
    }

    private boolean jobRuns() {
        Optional<String> trouble =
                new Pipeline(settings, out).replication().job().trouble();
        trouble.ifPresent(what -> alert(what, Runbook.JOB));
        return trouble.isEmpty();
    }

    private boolean isApplied() {
        AppliedTables applied =
                new AppliedTables(Launchers.current(settings).endpoints().shared());
        boolean outdated = applied.isOutdated(settings);
        if (outdated) {
            out.println(AppliedTables.OUTDATED);
            out.println("  -> ./isotherm apply");
            alert("tables.yaml was edited and not applied", Runbook.NOT_APPLIED);
        }
        return !outdated;
    }

    /** Says what the watch has found, if there was one. */
    private boolean nothingFound() {
        List<WatchSummary> sources = watched();
        for (WatchSummary source : sources) {
            out.println(source.sentence());
            if (source.open() > 0) {
                out.println("  -> ops.watch_findings names them; ./isotherm watch --once --heal heals them");
            }
        }
        return sources.stream().allMatch(source -> source.open() == 0);
    }

    /** Asked for once: a report shows it for each source, and again with what to do about it. */
    List<WatchSummary> watched() {
        if (watched == null) {
            watched = WatchSummary.of(
                    new Connections(settings),
                    ReplicationSetup.readTables(settings).streamedDatabases());
        }
        return watched;
    }

    /** Says what Postgres holds back, and of a connector that does not read why it starts again and again. */
    private boolean areRead() {
        boolean areRead = true;
        for (String database : ReplicationSetup.readTables(settings).streamedDatabases()) {
            Connections connections = new Connections(settings);
            String connector = PipelineNames.connector(database);
            Optional<HeldBackWal> held = HeldBackWal.of(connections, database);
            held.ifPresent(wal -> out.println("slot " + wal.slot() + ": " + wal.summary()));
            held.filter(HeldBackWal::isNearLoss)
                    .ifPresent(wal -> alert("slot " + wal.slot() + " is lost or soon will be", Runbook.HELD_BACK_LOG));
            if (held.filter(wal -> !wal.active()).isPresent()
                    && new ConnectClient(connections).state(connector).equals(ConnectClient.RUNNING)) {
                Optional<String> error = ConnectorLog.lastError(
                        Launchers.current(settings).lastLogLines("connect", ConnectorLog.LINES), database);
                error.ifPresent(cause -> {
                    out.println("connector " + connector + " does not read its slot; its last error is " + cause);
                    out.println("  -> ./isotherm logs connect");
                    alert("connector " + connector + " does not read its slot", Runbook.CONNECTOR);
                });
                areRead &= error.isEmpty();
            }
        }
        return areRead;
    }

    /** Says which one does not, and why. */
    private boolean connectorsRun() {
        SortedMap<String, String> states = new ConnectClient(new Connections(settings)).states();
        states.values().removeIf(ConnectClient.RUNNING::equals);
        states.forEach((connector, state) -> {
            out.println("connector " + connector + " does not run: " + state);
            out.println("  -> ./isotherm logs connect; ./isotherm apply starts it again");
            alert("connector " + connector + " does not run", Runbook.CONNECTOR);
        });
        return states.isEmpty();
    }

    private static boolean runs(String name, List<ServiceStatus> services) {
        return services.stream()
                .anyMatch(service -> service.service().equals(name) && service.state() == State.RUNNING);
    }

    List<TableOverview.Row> tables() {
        return TableOverview.read(new Connections(settings), ReplicationSetup.readTables(settings));
    }

    private void showSources(List<TableOverview.Row> tables, boolean airflowRuns) {
        List<SourceOverview> sources = SourceOverview.read(
                new Connections(settings), ReplicationSetup.readTables(settings), tables, watched(), airflowRuns);
        columns.sources(sources);
        sources.forEach(source -> alerts.addAll(source.alerts()));
    }
}
