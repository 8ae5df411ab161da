package io.isotherm.cli.command;

import io.isotherm.cli.connection.ClickHouseHttp;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.python.PythonTools;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.settings.Settings;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Passes everything on to dbt; only {@code --help} as the first argument is this command's own. */
@Command(
        name = "dbt",
        description = {
            "Runs dbt on silver and gold, with the stack's connection.",
            "  ./isotherm dbt build                                  every day that changed, and all tests",
            "  ./isotherm dbt build --select tag:silver              one layer",
            "  ./isotherm dbt run --vars 'days: [2026-10-01]'        these days, whether they changed or not",
            "  ./isotherm dbt run --full-refresh                     everything, after a model was edited",
            "Exit code: dbt's own; 1 when a model or a test failed."
        })
public final class DbtCommand implements Callable<Integer> {
    /** What needs the server, without those that tell what is wrong. */
    private static final Set<String> CONNECTING =
            Set.of("build", "run", "test", "seed", "snapshot", "show", "retry", "run-operation", "source");

    @Parameters(paramLabel = "ARGS", arity = "0..*", description = "As dbt takes them.")
    private List<String> arguments = List.of();

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = Settings.load();
        if (!arguments.isEmpty() && CONNECTING.contains(arguments.get(0))) {
            requireServer(settings);
        }
        return PythonTools.of(settings).dbt(arguments);
    }

    /** dbt itself says it in a page of text, without what to do. */
    static void requireServer(Settings settings) throws InterruptedException {
        new ClickHouseHttp(new Connections(settings), "transformer", Secret.CLICKHOUSE_TRANSFORMER_PASSWORD)
                .requireAnswer();
    }
}
