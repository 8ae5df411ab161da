package io.isotherm.cli.command;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "backup",
        description = {
            "Copies hot, cold, bronze, silver, gold and ops to the bucket 'backups' of the object store.",
            "It adds to the last backup what is new since then, and needs that one to be restored. The pipeline goes on"
                    + " meanwhile; archives wait."
        })
public final class BackupCommand implements Callable<Integer> {
    @Option(names = "--full", description = "Adds to no earlier backup: a copy of everything.")
    private boolean full;

    @Option(names = "--list", description = "Shows the finished backups, oldest first, and makes none.")
    private boolean list;

    @Option(names = "--json", description = "With --list: as a list of {name, base, started_at, files, bytes}.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        if (json && !list || full && list) {
            throw CliException.cannotRun(
                    json && !list ? "--json goes with --list" : "--list makes no backup, so --full says nothing",
                    "see ./isotherm backup --help");
        }
        List<String> arguments = new ArrayList<>(List.of(list ? "list" : "create"));
        if (full) {
            arguments.add("--full");
        }
        if (json) {
            arguments.add("--json");
        }
        return new ArchivePackage(Settings.load()).runBackup(arguments);
    }
}
