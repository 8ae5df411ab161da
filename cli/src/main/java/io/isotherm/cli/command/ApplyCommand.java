package io.isotherm.cli.command;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.pipeline.Pipeline;
import io.isotherm.cli.pipeline.Replication;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.source.TableTroubles;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "apply",
        description = {
            "Makes publication, connector and job match tables.yaml.",
            "Rows of added tables are read beside the running changes; it returns when all are here and were compared.",
            "What runs is not touched before everything was checked; if it fails all the same, it is brought back.",
            "A table that cannot be replicated is left out and named with its remedy; all others are replicated.",
            "Exit code 1: connector or job do not run with the change, a table is left out or not loaded, or an added one has",
            "rows that Postgres does not have."
        })
public final class ApplyCommand implements Callable<Integer> {
    @Option(
            names = "--no-wait",
            description = "Returns when the connector runs, without waiting for rows or starting a job.")
    private boolean noWait;

    @Option(
            names = "--remove",
            paramLabel = "DATABASE",
            description = {
                "Only ends the replication of a database that tables.yaml does not name any more:",
                "its connector, slot and publication. Rows in hot and cold stay."
            })
    private String removed;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Replication replication =
                new Pipeline(Settings.load(), spec.commandLine().getOut()).replication();
        if (removed != null) {
            replication.remove(removed);
        } else {
            apply(replication);
        }
        return 0;
    }

    /** Tables in trouble are named at the end, also when something else is wrong besides. */
    private void apply(Replication replication) {
        TableTroubles troubles;
        try {
            troubles = noWait ? replication.applyWithoutWaiting() : replication.apply();
        } catch (CliException e) {
            try {
                print(replication.troubles());
            } catch (CliException unknown) {
                e.addSuppressed(unknown);
            }
            throw e;
        }
        print(troubles);
        if (!troubles.isEmpty()) {
            throw troubles.failure();
        }
    }

    private void print(TableTroubles troubles) {
        if (!troubles.lines().isEmpty()) {
            Terminal.printTable(spec.commandLine().getOut(), TableTroubles.header(), troubles.lines());
        }
    }
}
