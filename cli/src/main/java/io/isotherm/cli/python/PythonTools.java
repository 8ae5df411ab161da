package io.isotherm.cli.python;

import io.isotherm.cli.settings.LaunchMode;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.Launcher;
import java.util.List;
import java.util.Map;

/** Programs of Airflow's Python environments, run on this terminal against the stack's servers. */
public interface PythonTools {
    /** Those of the way that the stack was started in. */
    static PythonTools of(Settings settings) {
        return settings.launchMode() == LaunchMode.DOCKER ? new DockerTools(settings) : new LocalTools(settings);
    }

    /**
     * Runs Python where the archive package can be imported.
     *
     * @param environment with addresses and folders as in {@link Launcher#endpoints()}
     * @return its exit code
     */
    int python(List<String> arguments, Map<String, String> environment) throws InterruptedException;

    /** Runs dbt on silver and gold, as ClickHouse's user {@code transformer}, and returns its exit code. */
    int dbt(List<String> arguments) throws InterruptedException;

    /** Writes the documentation of the models to {@code run/dbt} below the stack's home; returns dbt's exit code. */
    int generateDocs() throws InterruptedException;

    /** Writes and serves the documentation on a port of the loopback interface until it is interrupted. */
    int serveDocs(int port) throws InterruptedException;
}
