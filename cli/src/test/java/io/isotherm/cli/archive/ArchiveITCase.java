package io.isotherm.cli.archive;

import io.isotherm.cli.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Runs the tests of the archive, which are in Python as it is: {@code airflow-docker/tests}. */
class ArchiveITCase {
    @Test
    void everyTestOfTheArchivePasses() throws IOException, InterruptedException {
        Path cache = Settings.load(PythonTests.ROOT, System.getenv()).cache();
        Path folder = PythonTests.newFolder("pytest");
        PythonTests tests = new PythonTests(
                folder, Map.of("ISOTHERM_CACHE", cache.toString(), "ISOTHERM_TEST_FOLDER", folder.toString()));
        tests.run("bash", PythonTests.ROOT.resolve("local/install.sh").toString(), "test", "clickhouse", "minio");
        tests.run(
                cache.resolve("dist/venv-test/bin/python").toString(),
                "-B",
                "-m",
                "pytest",
                "--tb=short",
                "--durations=25");
    }
}
