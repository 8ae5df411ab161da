package io.isotherm.cli.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Runs the tests of the archive, which are in Python as it is: {@code airflow-docker/tests}. */
class ArchiveITCase {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final int LIMIT_MINUTES = 20;

    @Test
    void everyTestOfTheArchivePasses() throws IOException, InterruptedException {
        Path cache = Settings.load(ROOT, System.getenv()).cache();
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "stacks")), "pytest")
                .toAbsolutePath();
        Path install = ROOT.resolve("local/install.sh");
        assertThat(run(folder, cache, "bash", install.toString(), "test", "clickhouse", "minio"))
                .as("see " + folder)
                .isZero();
        Path python = cache.resolve("dist/venv-test/bin/python");
        assertThat(run(folder, cache, python.toString(), "-B", "-m", "pytest", "--tb=short"))
                .as("see " + folder)
                .isZero();
    }

    private static int run(Path folder, Path cache, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(command))
                .directory(ROOT.resolve("airflow-docker").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("output.log").toFile()));
        builder.environment().put("ISOTHERM_CACHE", cache.toString());
        builder.environment().put("ISOTHERM_TEST_FOLDER", folder.toString());
        Process process = builder.start();
        if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
            process.destroy();
            throw new AssertionError("no end within " + LIMIT_MINUTES + " minutes, see " + folder);
        }
        return process.exitValue();
    }
}
