package io.isotherm.cli.command;

import io.isotherm.cli.pipeline.Pipeline;
import io.isotherm.cli.settings.Settings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "resync",
        description = {
            "Reads all rows of tables from Postgres again, beside the running changes.",
            "For a hot table that was dropped or has lost rows. Returns when all rows are here and were compared.",
            "It brings rows and deletes none."
        })
public final class ResyncCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "TABLE",
            arity = "1..*",
            description = "A replicated table, such as orders or shop.orders.")
    private List<String> tables;

    @Option(names = "--no-wait", description = "Returns when the connector was asked, without waiting for rows.")
    private boolean noWait;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        new Pipeline(Settings.load(), spec.commandLine().getOut()).resync(tables, !noWait);
        return 0;
    }
}
