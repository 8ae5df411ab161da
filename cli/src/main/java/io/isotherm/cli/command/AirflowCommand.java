package io.isotherm.cli.command;

import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.Launchers;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Passes everything on to Airflow; only {@code --help} as the first argument is this command's own. */
@Command(
        name = "airflow",
        description = {
            "Runs one of Airflow's own commands on the stack's Airflow.",
            "  ./isotherm airflow dags trigger shop_pipeline",
            "  ./isotherm airflow backfill create --dag-id shop_pipeline --from-date 2026-10-01 --to-date 2026-10-30",
            "Exit code: Airflow's own."
        })
public final class AirflowCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ARGS", arity = "0..*", description = "As Airflow takes them.")
    private List<String> arguments = List.of();

    @Override
    public Integer call() {
        return Launchers.current(Settings.load()).runAirflow(arguments);
    }
}
