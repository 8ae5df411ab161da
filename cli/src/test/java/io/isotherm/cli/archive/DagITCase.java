package io.isotherm.cli.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.applied.AppliedTables;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.SharedFolder;
import io.isotherm.job.table.TableId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Runs the tests of what the DAG does, of its guard and its comparison, and of Airflow's back-fills, {@code
 * airflow-docker/tests/test_*.py}, with the Python that Airflow is installed in.
 */
class DagITCase {
    private static final Path ROOT = PythonTests.ROOT;

    /** pytest comes from an environment of its own; Airflow's packages win where both have one. */
    private static final String PYTEST =
            "import sys; sys.path.append(sys.argv[1]); import pytest; sys.exit(pytest.main(sys.argv[2:]))";

    private static final String TABLES = """
            sources:
              ecommerce: {tables: [public.*]}
              warehouse:
                schedule: 30m
                start_date: 2026-11-02
                catchup: false
                owner: logistics
                tables:
                  - public.*
                  - public.moves: {partition_by: moved_at, hot_days: 3}
                  - public.stock: {history: true, exclude: [secret], hash: [holder]}
              adtech: {schedule: "15 2 * * *", sync: {schedule: 30m}, tables: [public.*]}
              readings: {mode: batch, sync: {schedule: "5 * * * *"}, owner: sensors, tables: [public.*]}
            """;

    /** Those of the one source that answers. */
    private static final Optional<Map<TableId, Set<String>>> WAREHOUSE = Optional.of(Map.of(
            new TableId("warehouse", "public", "stock"), Set.of("photo"),
            new TableId("warehouse", "public", "moves"), Set.of()));

    @Test
    void everyTestOfTheDagPasses() throws IOException, InterruptedException {
        Path dist = Settings.load(ROOT, System.getenv()).cache().resolve("dist");
        Path folder = PythonTests.newFolder("dag");
        Path password = Files.writeString(folder.resolve("password"), "not needed to read a project");
        AppliedTables tables = new AppliedTables(new SharedFolder(folder, folder.toString()));
        tables.write(TABLES, database -> database.equals("warehouse") ? WAREHOUSE : Optional.empty());
        Map<String, String> environment = new HashMap<>(Map.of(
                "ISOTHERM_APPLIED_TABLES", tables.path(),
                "ISOTHERM_SQL", ROOT.resolve("sql").toString(),
                "ISOTHERM_DBT", dist.resolve("venv-dbt/bin/dbt").toString(),
                "ISOTHERM_DBT_TARGET", folder.resolve("dbt").toString(),
                "ISOTHERM_DAG_START_DATE", "2026-10-01",
                "CLICKHOUSE_TRANSFORMER_PASSWORD_FILE", password.toString(),
                "AIRFLOW_HOME", folder.resolve("airflow").toString(),
                "AIRFLOW__CORE__LOAD_EXAMPLES", "False",
                "AIRFLOW__COSMOS__CACHE_DIR", folder.resolve("cosmos").toString(),
                "AIRFLOW__COSMOS__ENABLE_TELEMETRY", "False"));
        environment.put("ISOTHERM_CACHE", dist.getParent().toString());
        PythonTests tests = new PythonTests(folder, environment);
        tests.run("bash", ROOT.resolve("local/install.sh").toString(), "test", "airflow", "dbt");
        Path python = dist.resolve("venv-airflow/bin/python");
        tests.run(
                python.toString(),
                "-c",
                PYTEST,
                sitePackages(dist),
                "tests/test_dag.py",
                "tests/test_backfill.py",
                "tests/test_guard.py",
                "tests/test_reconcile.py");
        assertThat(tests.output()).contains(" passed").doesNotContain("skipped");
    }

    private static String sitePackages(Path dist) throws IOException {
        try (var versions = Files.newDirectoryStream(dist.resolve("venv-test/lib"), "python3*")) {
            return versions.iterator().next().resolve("site-packages").toString();
        }
    }
}
