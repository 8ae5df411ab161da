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
    private final Path programs;

    private Linters(Path programs) {
        this.programs = programs;
    }

    /** @param component as {@code local/install.sh} calls it */
    public static Linters installed(String component) throws IOException, InterruptedException {
        Settings settings = Settings.load(RepositoryFiles.ROOT, System.getenv());
        ProcessBuilder install = new ProcessBuilder("bash", "local/install.sh", component)
                .directory(RepositoryFiles.ROOT.toFile())
                .inheritIO();
        install.environment().put("ISOTHERM_CACHE", settings.cache().toString());
        assertThat(install.start().waitFor())
                .as("exit code of local/install.sh %s", component)
                .isZero();
        return new Linters(settings.cache().resolve("dist/venv-" + component + "/bin"));
    }

    /**
     * @param folder below the root
     * @return the findings, empty if the program is content
     */
    public String findings(String folder, String program, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(programs.resolve(program).toString()));
        command.addAll(arguments);
        Process lint = new ProcessBuilder(command)
                .directory(RepositoryFiles.ROOT.resolve(folder).toFile())
                .redirectErrorStream(true)
                .start();
        String findings = new String(lint.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return lint.waitFor() == 0 ? "" : program + ":\n" + findings;
    }
}
