package io.isotherm.cli.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs what is tested in Python as it is, in {@code airflow-docker}, with a log and files in a folder of its own. */
final class PythonTests {
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static final int LIMIT_MINUTES = 20;
    private static final int SHOWN_CHARACTERS = 6000;

    private final Path folder;
    private final Map<String, String> environment;

    PythonTests(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    static Path newFolder(String name) throws IOException {
        return Files.createTempDirectory(Files.createDirectories(Path.of("target", "stacks")), name)
                .toAbsolutePath();
    }

    /** Fails with the end of the output, for whoever reads a build's log may not have the folder. */
    void run(String... command) throws IOException, InterruptedException {
        Path log = folder.resolve("output.log");
        ProcessBuilder builder = new ProcessBuilder(List.of(command))
                .directory(ROOT.resolve("airflow-docker").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
            process.destroy();
            throw new AssertionError("no end within " + LIMIT_MINUTES + " minutes, see " + folder + end(log));
        }
        assertThat(process.exitValue())
                .as("%s, see %s%s", command[0], folder, end(log))
                .isZero();
    }

    String output() throws IOException {
        return Files.readString(folder.resolve("output.log"));
    }

    private static String end(Path log) throws IOException {
        String output = Files.readString(log);
        return "\n" + output.substring(Math.max(0, output.length() - SHOWN_CHARACTERS)) + "\n";
    }
}
