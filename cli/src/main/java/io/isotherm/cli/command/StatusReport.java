package io.isotherm.cli.command;

import io.isotherm.cli.applied.AppliedTables;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.pipeline.Pipeline;
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
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;

/** What {@code status} shows for people: services, tables, and what is to be put right, with its remedy. */
final class StatusReport {
    private static final int MOST_TABLES = 40;

    private final Settings settings;
    private final PrintWriter out;
    private List<WatchSummary> watched;

    StatusReport(Settings settings, PrintWriter out) {
        this.settings = settings;
        this.out = out;
    }

    /** Whether nothing was named that is to be put right. */
    boolean show(List<ServiceStatus> services) {
        Terminal.printTable(
                out,
                List.of("SERVICE", "STATE", "PID", "PORT", "URL"),
                services.stream().map(StatusReport::row).toList());
        for (ServiceStatus service : services) {
            if (service.state() == State.UNHEALTHY) {
                out.println(service.service() + " runs and fails its health check");
                out.println("  -> ./isotherm logs " + service.service() + "; ./isotherm up starts it again");
            }
        }
        if (settings.launchMode() == LaunchMode.AUTO) {
            out.println("this stack was not started yet, or was reset");
            out.println("  -> ./isotherm up");
        }
        told(this::isApplied);
        boolean loaded = !runs("clickhouse", services)
                || !runs("kafka", services)
                || told(() -> {
                    List<TableOverview.Row> tables = tables();
                    out.println();
                    told(() -> {
                        printSources(tables, runs("airflow", services));
                        return true;
                    });
                    out.println();
                    printSome(tables);
                    return tables.stream().noneMatch(TableOverview.Row::mayLackRows);
                });
        boolean nothingFound = !runs("clickhouse", services) || told(this::nothingFound);
        boolean heldBack = !runs("postgres", services)
                || told(() -> {
                    new Pipeline(settings, out).troubles().notes().forEach((note, remedy) -> {
                        out.println(note);
                        out.println("  -> " + remedy);
                    });
                    return areRead();
                });
        boolean connectorsRun = !runs("connect", services) || told(this::connectorsRun);
        return loaded && nothingFound && heldBack && connectorsRun;
    }

    /** A server that does not answer leaves the rest to be shown. */
    private boolean told(BooleanSupplier part) {
        try {
            return part.getAsBoolean();
        } catch (CliException e) {
            out.println(e.getMessage());
            out.println("  -> " + e.remedy());
            return false;
        }
    }

    private boolean isApplied() {
        AppliedTables applied =
                new AppliedTables(Launchers.current(settings).endpoints().shared());
        boolean outdated = applied.isOutdated(settings);
        if (outdated) {
            out.println(AppliedTables.OUTDATED);
            out.println("  -> ./isotherm apply");
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
            String connector = ConnectClient.connectorOf(database);
            Optional<HeldBackWal> held = HeldBackWal.of(connections, database);
            held.ifPresent(wal -> out.println("slot " + wal.slot() + ": " + wal.summary()));
            if (held.filter(wal -> !wal.active()).isPresent()
                    && new ConnectClient(connections).state(connector).equals(ConnectClient.RUNNING)) {
                Optional<String> error = ConnectorLog.lastError(
                        Launchers.current(settings).lastLogLines("connect", ConnectorLog.LINES), database);
                error.ifPresent(cause -> {
                    out.println("connector " + connector + " does not read its slot; its last error is " + cause);
                    out.println("  -> ./isotherm logs connect");
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

    /** What a screen has room for. Of more tables only those that something is wrong with. */
    void printSome(List<TableOverview.Row> tables) {
        if (tables.size() <= MOST_TABLES) {
            print(tables);
            return;
        }
        List<TableOverview.Row> shown =
                tables.stream().filter(TableOverview.Row::mayLackRows).toList();
        if (!shown.isEmpty()) {
            print(shown);
        }
        out.println((tables.size() - shown.size())
                + " more tables, nothing is wrong with them: ./isotherm status --tables" + " lists all");
    }

    private void printSources(List<TableOverview.Row> tables, boolean airflowRuns) {
        List<SourceOverview> sources = SourceOverview.read(
                new Connections(settings), ReplicationSetup.readTables(settings), tables, watched(), airflowRuns);
        Terminal.printTable(
                out,
                List.of(
                        "SOURCE",
                        "TABLES",
                        "CHANGES BEHIND",
                        "LAST MINUTE",
                        "DIFFERENCES",
                        "DEAD LETTERS",
                        "LAST ARCHIVED",
                        "DAILY RUN"),
                sources.stream()
                        .map(source -> Arrays.asList(
                                source.source(),
                                source.settled() == source.tables()
                                        ? source.tables() + " ok"
                                        : source.settled() + " of " + source.tables() + " ok",
                                number(source.changesBehind()),
                                number(source.changesLastMinute()),
                                number(source.differences()),
                                source.deadLetters() == null
                                        ? "over " + SourceOverview.MOST_LETTERS
                                        : number(source.deadLetters()),
                                source.lastArchived(),
                                source.lastRun()))
                        .toList());
    }

    private static String number(Long value) {
        return value == null ? null : value.toString();
    }

    void print(List<TableOverview.Row> tables) {
        Terminal.printTable(
                out,
                List.of("TABLE", "STATE", "HOT ROWS", "COLD ROWS", "OLDEST HOT", "LAST ARCHIVED", "CHANGES BEHIND"),
                tables.stream()
                        .map(table -> Arrays.asList(
                                table.table(),
                                table.syncedUntil() == null ? table.state() : table.state() + ' ' + table.syncedUntil(),
                                Long.toString(table.hotRows()),
                                Long.toString(table.coldRows()),
                                table.oldestHot(),
                                table.lastArchived(),
                                number(table.changesBehind())))
                        .toList());
        tables.stream().filter(TableOverview.Row::mayLackRows).forEach(table -> {
            out.println(table.table() + " is " + table.state() + ", because " + table.because());
            if (table.remedy() != null) {
                out.println("  -> " + table.remedy());
            }
        });
    }

    private static List<String> row(ServiceStatus service) {
        return Arrays.asList(
                service.service(),
                StatusCommand.stateName(service),
                service.pid() == null ? null : service.pid().toString(),
                service.port() == null ? null : service.port().toString(),
                service.url());
    }
}
