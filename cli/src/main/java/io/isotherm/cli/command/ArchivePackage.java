package io.isotherm.cli.command;

import io.isotherm.cli.CliException;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.Launchers;
import io.isotherm.cli.stack.Processes;
import io.isotherm.cli.stack.Service;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The Python package of {@code airflow-docker/isotherm_archive}, run in Airflow's environment. */
final class ArchivePackage {
    private final Settings settings;
    private final Path python;

    /** @throws CliException if the environment, or the object store that all of it needs, is not installed */
    ArchivePackage(Settings settings) {
        this.settings = settings;
        this.python = settings.cache().resolve("dist/venv-airflow/bin/python");
        if (!Files.exists(python)) {
            throw CliException.cannotRun(
                    "this runs in Airflow's Python environment, and " + python + " is not there",
                    "local/install.sh airflow installs it");
        }
        if (Launchers.current(settings).mayComeLater(Service.MINIO)) {
            throw CliException.cannotRun(
                    "cold tables and backups lie in MinIO, which is not installed yet; the first run compiles it",
                    "./isotherm up minio waits for that and starts it");
        }
    }

    /** @return the module's exit code */
    int run(String module, List<String> arguments, Map<String, String> environment) {
        List<String> command = new ArrayList<>(List.of(python.toString(), "-B", "-m", module));
        command.addAll(arguments);
        Map<String, String> added = new HashMap<>(environment);
        added.put("PYTHONPATH", settings.root().resolve("airflow-docker").toString());
        return Processes.runInForeground(command, added);
    }
}
