package io.isotherm.cli.command;

import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.Launchers;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Passes everything on to dbt; only {@code --help} as the first argument is this command's own. */
@Command(
        name = "dbt",
        description = {
            "Runs dbt on silver and gold, with the stack's connection.",
            "  ./isotherm dbt build                                  every day that changed, and all tests",
            "  ./isotherm dbt build --select silver                  one layer",
            "  ./isotherm dbt run --vars 'days: [2026-10-01]'        these days, whether they changed or not",
            "  ./isotherm dbt run --full-refresh                     everything, after a model was edited",
            "Exit code: dbt's own; 1 when a model or a test failed."
        })
public final class DbtCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ARGS", arity = "0..*", description = "As dbt takes them.")
    private List<String> arguments = List.of();

    @Override
    public Integer call() throws InterruptedException {
        return Launchers.tools(Settings.load()).dbt(arguments);
    }
}
