package io.isotherm.cli.python;

import io.isotherm.cli.dbt.DbtProject;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The environments that {@code local/install.sh} makes. */
final class LocalTools implements PythonTools {
    private final Settings settings;

    LocalTools(Settings settings) {
        this.settings = settings;
    }

    @Override
    public int python(List<String> arguments, Map<String, String> environment) {
        Path python = settings.cache().resolve("dist/venv-airflow/bin/python");
        if (!Files.exists(python)) {
            throw CliException.cannotRun(
                    "this runs in Airflow's Python environment, and " + python + " is not there",
                    "local/install.sh airflow installs it");
        }
        List<String> command = new ArrayList<>(List.of(python.toString(), "-B"));
        command.addAll(arguments);
        Map<String, String> added = new HashMap<>(environment);
        added.put("PYTHONPATH", settings.root().resolve("airflow-docker").toString());
        return Processes.runInForeground(command, added);
    }

    @Override
    public int dbt(List<String> arguments) throws InterruptedException {
        return new DbtProject(settings).run(arguments);
    }

    @Override
    public int generateDocs() throws InterruptedException {
        return dbt(List.of("docs", "generate"));
    }

    @Override
    public int serveDocs(int port) throws InterruptedException {
        int generated = generateDocs();
        if (generated != 0) {
            return generated;
        }
        return dbt(List.of("docs", "serve", "--host", "127.0.0.1", "--port", Integer.toString(port), "--no-browser"));
    }
}
