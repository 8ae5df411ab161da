package io.isotherm.cli.command;

import io.isotherm.cli.pipeline.SourceOverview;
import io.isotherm.cli.pipeline.TableOverview;
import io.isotherm.cli.stack.ServiceStatus;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;

/** What {@code status} shows in columns: services, sources and tables. */
final class StatusTables {
    private static final int MOST_TABLES = 40;

    private final PrintWriter out;

    StatusTables(PrintWriter out) {
        this.out = out;
    }

    void services(List<ServiceStatus> services) {
        Terminal.printTable(
                out,
                List.of("SERVICE", "STATE", "PID", "PORT", "URL"),
                services.stream()
                        .map(service -> Arrays.asList(
                                service.service(),
                                StatusCommand.stateName(service),
                                service.pid() == null ? null : service.pid().toString(),
                                service.port() == null ? null : service.port().toString(),
                                service.url()))
                        .toList());
    }

    void sources(List<SourceOverview> sources) {
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
                                source.deadLettersInWords(),
                                source.lastArchived(),
                                source.lastRun()))
                        .toList());
    }

    /** What a screen has room for. Of more tables only those that something is wrong with. */
    void some(List<TableOverview.Row> tables) {
        if (tables.size() <= MOST_TABLES) {
            all(tables);
            return;
        }
        List<TableOverview.Row> shown =
                tables.stream().filter(TableOverview.Row::mayLackRows).toList();
        if (!shown.isEmpty()) {
            all(shown);
        }
        out.println((tables.size() - shown.size())
                + " more tables, nothing is wrong with them: ./isotherm status --tables lists all");
    }

    void all(List<TableOverview.Row> tables) {
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

    private static String number(Long value) {
        return value == null ? null : value.toString();
    }
}
