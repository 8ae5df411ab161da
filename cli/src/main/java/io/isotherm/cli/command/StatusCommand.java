package io.isotherm.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.pipeline.Alert;
import io.isotherm.cli.pipeline.TableOverview;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.source.HeldBackWal;
import io.isotherm.cli.source.ReplicationSetup;
import io.isotherm.cli.stack.Launchers;
import io.isotherm.cli.stack.ServiceStatus;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        description = {
            "Shows every service, a line for each source, and where the rows of every table are; of more than 40 tables"
                    + " only those that something is wrong with, unless --tables is given.",
            "Rows are those stored, replaced ones included until they are merged away; verify counts exactly.",
            "Without --json it names connectors that do not run, and what Postgres holds back for each. At its end it has"
                    + " a line for whatever is red, with the place in docs/operations.md that says what to do.",
            "Exit code 1 if a service has failed or is still on its way, such a connector was named, a table is not"
                    + " known to be loaded, or the watch has found a difference; not for other alerts."
        })
public final class StatusCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--json",
            description = "As a list of {service, state, pid, port, url}; with --tables of"
                    + " {table, source, state, because, remedy, hotRows, coldRows, oldestHot, lastArchived, changesBehind,"
                    + " syncedUntil}.")
    private boolean json;

    @Option(
            names = "--metrics",
            description = "Only what Postgres holds back for each connector, and what the watch has found, in"
                    + " Prometheus' text format.")
    private boolean metrics;

    @Option(names = "--tables", description = "Only the tables.")
    private boolean onlyTables;

    @Option(
            names = "--alerts",
            description = "Only what is red, a line each; with --json as a list of {what, runbook}.")
    private boolean onlyAlerts;

    @Option(
            names = "--watch",
            arity = "0..1",
            fallbackValue = "5",
            paramLabel = "SECONDS",
            description = "Shows it again every SECONDS, without a number every 5, until Ctrl-C.")
    private Integer watch;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException, InterruptedException {
        if (watch != null && (json || metrics)) {
            throw new ParameterException(
                    spec.commandLine(), "--watch is for people: leave out " + (json ? "--json" : "--metrics"));
        }
        if (watch != null && watch < 1) {
            throw new ParameterException(spec.commandLine(), "--watch is at least 1 second");
        }
        if (onlyAlerts && (onlyTables || metrics)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--alerts alone or with --json: leave out " + (onlyTables ? "--tables" : "--metrics"));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (watch == null) {
            return show(out);
        }
        while (true) {
            Terminal.printPage(out, "./isotherm status, every " + watch + " s", this::showWhatAnswers);
            TimeUnit.SECONDS.sleep(watch);
        }
    }

    /** What cannot be shown now may be the next time. */
    private void showWhatAnswers(PrintWriter out) {
        try {
            show(out);
        } catch (CliException e) {
            out.println(e.getMessage());
            out.println("  -> " + e.remedy());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int show(PrintWriter out) throws JsonProcessingException {
        Settings settings = Settings.load();
        StatusReport report = new StatusReport(settings, out);
        if (metrics) {
            heldBack(settings).forEach(wal -> out.println(wal.asMetrics()));
            report.watched().forEach(source -> out.println(source.asMetrics()));
            return 0;
        }
        if (onlyTables) {
            return showTables(report.tables(), out);
        }
        List<ServiceStatus> services = Launchers.current(settings).status();
        boolean unsettled =
                services.stream().anyMatch(service -> service.state().isUnsettled());
        if (onlyAlerts) {
            StatusReport whole = new StatusReport(settings, new PrintWriter(Writer.nullWriter()));
            boolean well = whole.show(services);
            showAlerts(whole.alerts(), out);
            return well && !unsettled ? 0 : 1;
        }
        if (json) {
            out.println(asJson(services));
            return unsettled ? 1 : 0;
        }
        return report.show(services) && !unsettled ? 0 : 1;
    }

    private int showTables(List<TableOverview.Row> tables, PrintWriter out) throws JsonProcessingException {
        if (json) {
            out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tables));
        } else {
            new StatusTables(out).all(tables);
        }
        return tables.stream().anyMatch(TableOverview.Row::mayLackRows) ? 1 : 0;
    }

    private void showAlerts(List<Alert> alerts, PrintWriter out) throws JsonProcessingException {
        if (json) {
            out.println(alertsAsJson(alerts));
        } else {
            alerts.forEach(alert -> out.println(alert.line()));
        }
    }

    static String alertsAsJson(List<Alert> alerts) throws JsonProcessingException {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(alerts);
    }

    private static List<HeldBackWal> heldBack(Settings settings) {
        Connections connections = new Connections(settings);
        return ReplicationSetup.readTables(settings).streamedDatabases().stream()
                .flatMap(database -> HeldBackWal.of(connections, database).stream())
                .toList();
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

    static String stateName(ServiceStatus service) {
        return service.state().name().toLowerCase(Locale.ROOT);
    }
}
