package io.isotherm.cli.python;

import io.isotherm.cli.dbt.DbtProject;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.Compose;
import io.isotherm.cli.stack.Launchers;
import io.isotherm.cli.stack.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Containers of the image of Airflow's workers, one per command: Airflow need not run, and the password of ClickHouse's
 * administrator, which backups need, stays out of the workers.
 */
final class DockerTools implements PythonTools {
    private static final String SERVICE = "airflow-tools";
    private static final String DBT = "/opt/isotherm/dbt";

    /** What dbt writes stays in the container: the DAG has a folder of its own for it. */
    private static final Map<String, String> DBT_ENVIRONMENT = Map.of(
            "DBT_PROFILES_DIR", "/opt/isotherm/sql",
            "DBT_PROJECT_DIR", "/opt/isotherm/sql",
            "DBT_TARGET_PATH", "/tmp/dbt",
            "DBT_LOG_PATH", "/tmp/dbt/logs");

    private final Settings settings;
    private final Compose compose;

    DockerTools(Settings settings) {
        this.settings = settings;
        this.compose = new Compose(settings);
    }

    @Override
    public int python(List<String> arguments, Map<String, String> environment) {
        List<String> command = new ArrayList<>(List.of("python", "-B"));
        command.addAll(arguments);
        return run(List.of("--rm"), environment, command);
    }

    @Override
    public int dbt(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(DBT));
        command.addAll(arguments);
        return run(List.of("--rm"), dbtEnvironment(), command);
    }

    private Map<String, String> dbtEnvironment() {
        Map<String, String> environment = new HashMap<>(DBT_ENVIRONMENT);
        environment.putAll(DbtProject.replicated(
                settings, Launchers.current(settings).endpoints().shared()));
        return environment;
    }

    /** The container stays until the pages are copied out of it. */
    @Override
    public int generateDocs() {
        String container = Compose.Folder.AIRFLOW.project(settings) + "-docs";
        Processes.capture(List.of("docker", "rm", "--force", container), Map.of());
        try {
            int generated = run(List.of("--name", container), dbtEnvironment(), List.of(DBT, "docs", "generate"));
            if (generated == 0) {
                copyOut(container);
            }
            return generated;
        } finally {
            Processes.capture(List.of("docker", "rm", "--force", container), Map.of());
        }
    }

    private void copyOut(String container) {
        Path target = settings.runFolder().resolve("dbt");
        try {
            Files.createDirectories(target);
        } catch (IOException e) {
            throw CliException.failed("cannot create " + target + ": " + Cause.of(e), "check the folder's owner", e);
        }
        Processes.Result copied =
                Processes.capture(List.of("docker", "cp", container + ":/tmp/dbt/.", target.toString()), Map.of());
        if (!copied.succeeded()) {
            throw CliException.failed(
                    "the pages could not be copied to " + target + ": "
                            + copied.output().strip(),
                    "check the folder's owner");
        }
    }

    @Override
    public int serveDocs(int port) {
        String listen = Integer.toString(port);
        return run(
                List.of("--rm", "--publish", "127.0.0.1:" + listen + ":" + listen),
                dbtEnvironment(),
                List.of(
                        "sh",
                        "-ec",
                        DBT + " docs generate; exec " + DBT + " docs serve --no-browser --host 0.0.0.0 --port "
                                + listen));
    }

    private int run(List<String> options, Map<String, String> environment, List<String> command) {
        requireImage();
        List<String> arguments = new ArrayList<>(List.of("--progress", "quiet", "run", "--no-deps"));
        if (System.console() == null) {
            arguments.add("--no-TTY");
        }
        arguments.addAll(options);
        environment.forEach((name, value) -> arguments.addAll(List.of("--env", name + "=" + value)));
        arguments.add(SERVICE);
        arguments.addAll(command);
        return compose.runInForeground(Compose.Folder.AIRFLOW, arguments);
    }

    /** Or Compose would build it now, for minutes and without a word. */
    private void requireImage() {
        String image = compose.capture(Compose.Folder.AIRFLOW, "--profile", "tools", "config", "--images", SERVICE)
                .lines()
                .filter(line -> line.contains("/airflow:"))
                .findFirst()
                .orElseThrow();
        if (!Processes.capture(List.of("docker", "image", "inspect", image), Map.of())
                .succeeded()) {
            throw CliException.cannotRun(
                    "this runs in a container of Airflow's image, and there is no " + image,
                    "./isotherm up airflow builds it");
        }
    }
}
