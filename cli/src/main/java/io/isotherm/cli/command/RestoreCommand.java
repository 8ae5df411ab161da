package io.isotherm.cli.command;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.job.FlinkClient;
import io.isotherm.cli.job.JobFiles;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.Launchers;
import io.isotherm.cli.stack.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        description = {
            "Brings back the tables and views of a backup. Those that hold rows are left alone unless you say --overwrite.",
            "What was committed since the backup comes from Kafka: cancel the job, restore, then submit the job again;"
                    + " without a savepoint it reads what Kafka holds from the start, and newer rows win over older ones."
        })
public final class RestoreCommand implements Callable<Integer> {
    private static final String THEN = "; then restore; then ./isotherm job submit reads what Kafka holds once more";

    @Parameters(paramLabel = "BACKUP", description = "Its name; ./isotherm backup --list shows them.")
    private String name;

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            description = "Only this one, such as cold.shop_orders; may be repeated.")
    private List<String> tables = List.of();

    @Option(names = "--overwrite", description = "Drops those tables of the backup that hold rows, and restores them.")
    private boolean overwrite;

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = Settings.load();
        if (tables.isEmpty() || tables.stream().anyMatch(table -> table.startsWith("hot."))) {
            requireNoJob(settings);
        }
        List<String> arguments = new ArrayList<>(List.of("restore", name));
        tables.forEach(table -> arguments.addAll(List.of("--table", table)));
        if (overwrite) {
            arguments.add("--overwrite");
        }
        return new ArchivePackage(settings).runBackup(arguments);
    }

    /**
     * One that runs would make the tables that are to come back. One that goes on where it was would not write again
     * what it has written since the backup.
     */
    private static void requireNoJob(Settings settings) {
        boolean clusterRuns = Launchers.current(settings).status().stream()
                .filter(service -> service.service().equals(Service.FLINK_JOBMANAGER.serviceName()))
                .anyMatch(service -> service.state().runs());
        if (clusterRuns
                && new FlinkClient(new Connections(settings)).jobs().stream().anyMatch(job -> !job.hasEnded())) {
            throw CliException.cannotRun(
                    "the job writes the hot tables that are to be restored", "./isotherm job cancel" + THEN);
        }
        if (new JobFiles(settings).goesOn()) {
            throw CliException.cannotRun(
                    "the job is to go on where it ended, and would not write again what came after the backup",
                    (clusterRuns ? "" : "./isotherm up; ") + "./isotherm job cancel" + THEN);
        }
    }
}
