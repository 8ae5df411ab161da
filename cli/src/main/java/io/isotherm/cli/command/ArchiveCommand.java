package io.isotherm.cli.command;

import io.isotherm.cli.applied.AppliedTables;
import io.isotherm.cli.applied.AppliedTablesWriter;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.sync.SyncedUntil;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "archive",
        description = {
            "Moves what hot holds of a day and of those before it to cold tables on the object store, without Airflow.",
            "It waits until the pipeline has passed the end of the day; a batch source must have been synced since then.",
            "May be repeated, ended and run at any time.",
            "Exit code 0: done. 1: a table failed, the others are done. 2: it could not run."
        })
public final class ArchiveCommand implements Callable<Integer> {
    @Option(
            names = "--day",
            paramLabel = "YYYY-MM-DD",
            required = true,
            description = "The day in UTC; late changes of earlier days go along with it.")
    private LocalDate day;

    @Option(names = "--table", paramLabel = "TABLE", description = "Only this table, such as orders or shop.orders.")
    private String table;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "Waits for the pipeline this long (default: ${DEFAULT-VALUE}).")
    private int timeoutSeconds;

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = Settings.load();
        ArchivePackage archive = new ArchivePackage(settings);
        AppliedTables tables = archive.tables();
        List<String> arguments =
                new ArrayList<>(List.of("--day", day.toString(), "--timeout", Integer.toString(timeoutSeconds)));
        List<String> names = table == null ? List.of() : tables.archivedTables(table);
        names.forEach(name -> arguments.addAll(List.of("--table", name)));
        for (String source : tables.batchSources(names)) {
            SyncedUntil synced =
                    new SyncedUntil(new Connections(settings), AppliedTablesWriter.config(settings), source);
            arguments.addAll(List.of("--synced", source + "=" + synced.moment()));
        }
        return archive.runDay(arguments);
    }
}
