package io.isotherm.cli.command;

import io.isotherm.cli.pipeline.Pipeline;
import io.isotherm.cli.settings.Settings;
import io.isotherm.job.table.TableId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "resync",
        description = {
            "Reads all rows of tables from Postgres again, beside the running changes.",
            "For a hot table that was dropped or has lost rows. Returns when all rows are here and were compared.",
            "It brings rows; only --delete-surplus deletes some."
        })
public final class ResyncCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "TABLE",
            arity = "1..*",
            description = "A replicated table, such as orders, shop.orders or database.shop.orders.")
    private List<String> tables;

    @Option(names = "--no-wait", description = "Returns when the connector was asked, without waiting for rows.")
    private boolean noWait;

    @Option(
            names = "--delete-surplus",
            description = {
                "Then deletes the rows that Postgres does not have.",
                "Those that a TRUNCATE left, where tables.yaml keeps them, are among them."
            })
    private boolean deletesSurplus;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (noWait && deletesSurplus) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--delete-surplus compares the tables once they were read: leave out --no-wait");
        }
        Pipeline pipeline = new Pipeline(Settings.load(), spec.commandLine().getOut());
        Set<TableId> chosen = pipeline.resync(tables, !noWait);
        if (deletesSurplus) {
            pipeline.deleteSurplus(chosen);
        }
        return 0;
    }
}
