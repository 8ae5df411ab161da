package io.isotherm.cli.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Runs the tests of the DAG, {@code airflow-docker/tests/test_dag.py}, with the Python that Airflow is installed in. */
class DagITCase {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final int LIMIT_MINUTES = 10;

    /** pytest comes from an environment of its own; Airflow's packages win where both have one. */
    private static final String PYTEST =
            "import sys; sys.path.append(sys.argv[1]); import pytest; sys.exit(pytest.main(sys.argv[2:]))";

    @Test
    void everyTestOfTheDagPasses() throws IOException, InterruptedException {
        Path dist = Settings.load(ROOT, System.getenv()).cache().resolve("dist");
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "stacks")), "dag")
                .toAbsolutePath();
        Path password = Files.writeString(folder.resolve("password"), "not needed to read a project");
        Map<String, String> environment = Map.of(
                "ISOTHERM_CACHE", dist.getParent().toString(),
                "ISOTHERM_SQL", ROOT.resolve("sql").toString(),
                "ISOTHERM_DBT", dist.resolve("venv-dbt/bin/dbt").toString(),
                "ISOTHERM_DBT_TARGET", folder.resolve("dbt").toString(),
                "ISOTHERM_DAG_START_DATE", "2026-10-01",
                "CLICKHOUSE_TRANSFORMER_PASSWORD_FILE", password.toString(),
                "AIRFLOW_HOME", folder.resolve("airflow").toString(),
                "AIRFLOW__CORE__LOAD_EXAMPLES", "False",
                "AIRFLOW__COSMOS__CACHE_DIR", folder.resolve("cosmos").toString(),
                "AIRFLOW__COSMOS__ENABLE_TELEMETRY", "False");
        Path install = ROOT.resolve("local/install.sh");
        assertThat(run(folder, environment, "bash", install.toString(), "test", "airflow", "dbt"))
                .as("see " + folder)
                .isZero();
        Path python = dist.resolve("venv-airflow/bin/python");
        assertThat(run(folder, environment, python.toString(), "-c", PYTEST, sitePackages(dist), "tests/test_dag.py"))
                .as("see " + folder)
                .isZero();
        assertThat(Files.readString(folder.resolve("output.log")))
                .contains(" passed")
                .doesNotContain("skipped");
    }

    private static String sitePackages(Path dist) throws IOException {
        try (var versions = Files.newDirectoryStream(dist.resolve("venv-test/lib"), "python3*")) {
            return versions.iterator().next().resolve("site-packages").toString();
        }
    }

    private static int run(Path folder, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(command))
                .directory(ROOT.resolve("airflow-docker").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("output.log").toFile()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
            process.destroy();
            throw new AssertionError("no end within " + LIMIT_MINUTES + " minutes, see " + folder);
        }
        return process.exitValue();
    }
}
