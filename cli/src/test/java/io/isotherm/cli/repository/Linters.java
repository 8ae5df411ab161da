package io.isotherm.cli.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs of one Python environment of {@code local/python}, installed where they are not there yet. */
public final class Linters {
    private final Path cache;
    private final Path programs;

    private Linters(Path cache, String component) {
        this.cache = cache;
        this.programs = cache.resolve("dist/venv-" + component + "/bin");
    }

    /** @param component as {@code local/install.sh} calls it */
    public static Linters installed(String component) throws IOException, InterruptedException {
        Path cache = cache();
        ProcessBuilder install = new ProcessBuilder("bash", "local/install.sh", component)
                .directory(RepositoryFiles.ROOT.toFile())
                .inheritIO();
        install.environment().put("ISOTHERM_CACHE", cache.toString());
        assertThat(install.start().waitFor())
                .as("exit code of local/install.sh %s", component)
                .isZero();
        return new Linters(cache, component);
    }

    /**
     * @param folder below the root
     * @return the findings, empty if the program is content
     */
    public String findings(String folder, String program, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(programs.resolve(program).toString()));
        command.addAll(arguments);
        return findings(folder, cache, command);
    }

    /** @return what {@code local/lint.sh} finds in the whole repository, empty if it is content */
    static String ofRepository() throws IOException, InterruptedException {
        return findings("", cache(), List.of("bash", "local/lint.sh"));
    }

    private static String findings(String folder, Path cache, List<String> command)
            throws IOException, InterruptedException {
        ProcessBuilder lint = new ProcessBuilder(command)
                .directory(RepositoryFiles.ROOT.resolve(folder).toFile())
                .redirectErrorStream(true);
        lint.environment().put("ISOTHERM_CACHE", cache.toString());
        Process process = lint.start();
        String findings = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? "" : command + ":\n" + findings;
    }

    private static Path cache() {
        return Settings.load(RepositoryFiles.ROOT, System.getenv()).cache();
    }
}
