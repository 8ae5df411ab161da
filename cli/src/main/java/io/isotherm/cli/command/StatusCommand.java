package io.isotherm.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.isotherm.cli.CliException;
import io.isotherm.cli.Connections;
import io.isotherm.cli.applied.AppliedTables;
import io.isotherm.cli.pipeline.Pipeline;
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
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        description = {
            "Shows every service, and where the rows of every table are.",
            "Rows are those stored, replaced ones included until they are merged away; verify counts exactly.",
            "Without --json it names connectors that do not run, and what Postgres holds back for each.",
            "Exit code 1 if a service has failed or is still on its way, such a connector was named, a table is not"
                    + " known to be loaded, or the watch has found a difference."
        })
public final class StatusCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--json",
            description = "As a list of {service, state, pid, port, url}; with --tables of"
                    + " {table, state, because, remedy, hotRows, coldRows, oldestHot, lastArchived, changesBehind,"
                    + " syncedUntil}.")
    private boolean json;

    @Option(
            names = "--metrics",
            description = "Only what Postgres holds back for each connector, and what the watch has found, in"
                    + " Prometheus' text format.")
    private boolean metrics;

    @Option(names = "--tables", description = "Only the tables.")
    private boolean onlyTables;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
        Settings settings = Settings.load();
        PrintWriter out = spec.commandLine().getOut();
        if (metrics) {
            heldBack(settings).forEach(wal -> out.println(wal.asMetrics()));
            watched(settings).forEach(source -> out.println(source.asMetrics()));
            return 0;
        }
        if (onlyTables) {
            List<TableOverview.Row> tables = tables(settings);
            if (json) {
                out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tables));
            } else {
                print(tables, out);
            }
            return tables.stream().anyMatch(TableOverview.Row::mayLackRows) ? 1 : 0;
        }
        List<ServiceStatus> services = Launchers.current(settings).status();
        boolean unsettled =
                services.stream().anyMatch(service -> service.state().isUnsettled());
        if (json) {
            out.println(asJson(services));
            return unsettled ? 1 : 0;
        }
        return show(settings, services, out) && !unsettled ? 0 : 1;
    }

    /** Whether nothing was named that is to be put right. */
    private static boolean show(Settings settings, List<ServiceStatus> services, PrintWriter out) {
        Terminal.printTable(
                out,
                List.of("SERVICE", "STATE", "PID", "PORT", "URL"),
                services.stream().map(StatusCommand::row).toList());
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
        told(out, () -> isApplied(settings, out));
        boolean loaded = !runs("clickhouse", services)
                || !runs("kafka", services)
                || told(out, () -> {
                    List<TableOverview.Row> tables = tables(settings);
                    out.println();
                    print(tables, out);
                    return tables.stream().noneMatch(TableOverview.Row::mayLackRows);
                });
        boolean nothingFound = !runs("clickhouse", services) || told(out, () -> nothingFound(settings, out));
        boolean heldBack = !runs("postgres", services)
                || told(out, () -> {
                    new Pipeline(settings, out).troubles().notes().forEach((note, remedy) -> {
                        out.println(note);
                        out.println("  -> " + remedy);
                    });
                    return areRead(settings, out);
                });
        boolean connectorsRun = !runs("connect", services) || told(out, () -> connectorsRun(settings, out));
        return loaded && nothingFound && heldBack && connectorsRun;
    }

    /** A server that does not answer leaves the rest to be shown. */
    private static boolean told(PrintWriter out, BooleanSupplier part) {
        try {
            return part.getAsBoolean();
        } catch (CliException e) {
            out.println(e.getMessage());
            out.println("  -> " + e.remedy());
            return false;
        }
    }

    private static boolean isApplied(Settings settings, PrintWriter out) {
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
    private static boolean nothingFound(Settings settings, PrintWriter out) {
        List<WatchSummary> sources = watched(settings);
        for (WatchSummary source : sources) {
            out.println(source.sentence());
            if (source.open() > 0) {
                out.println("  -> ops.watch_findings names them; ./isotherm watch --once --heal heals them");
            }
        }
        return sources.stream().allMatch(source -> source.open() == 0);
    }

    private static List<WatchSummary> watched(Settings settings) {
        return WatchSummary.of(
                new Connections(settings), ReplicationSetup.readTables(settings).streamedDatabases());
    }

    /** Says what Postgres holds back, and of a connector that does not read why it starts again and again. */
    private static boolean areRead(Settings settings, PrintWriter out) {
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

    private static List<HeldBackWal> heldBack(Settings settings) {
        Connections connections = new Connections(settings);
        return ReplicationSetup.readTables(settings).streamedDatabases().stream()
                .flatMap(database -> HeldBackWal.of(connections, database).stream())
                .toList();
    }

    /** Says which one does not, and why. */
    private static boolean connectorsRun(Settings settings, PrintWriter out) {
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

    private static List<TableOverview.Row> tables(Settings settings) {
        return TableOverview.read(new Connections(settings), ReplicationSetup.readTables(settings));
    }

    private static void print(List<TableOverview.Row> tables, PrintWriter out) {
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
                                table.changesBehind() == null
                                        ? null
                                        : table.changesBehind().toString()))
                        .toList());
        tables.stream().filter(TableOverview.Row::mayLackRows).forEach(table -> {
            out.println(table.table() + " is " + table.state() + ", because " + table.because());
            if (table.remedy() != null) {
                out.println("  -> " + table.remedy());
            }
        });
    }

    static String asJson(List<ServiceStatus> services) throws JsonProcessingException {
        ArrayNode list = JSON.createArrayNode();
        for (ServiceStatus service : services) {
            list.addObject()
                    .put("service", service.service())
                    .put("state", stateName(service))
                    .put("pid", service.pid())
                    .put("port", service.port())
                    .put("url", service.url());
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(list);
    }

    private static List<String> row(ServiceStatus service) {
        return Arrays.asList(
                service.service(),
                stateName(service),
                service.pid() == null ? null : service.pid().toString(),
                service.port() == null ? null : service.port().toString(),
                service.url());
    }

    private static String stateName(ServiceStatus service) {
        return service.state().name().toLowerCase(Locale.ROOT);
    }
}
