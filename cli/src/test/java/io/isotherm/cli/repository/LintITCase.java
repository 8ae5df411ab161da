package io.isotherm.cli.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Scripts hold to shellcheck, and Python to ruff and mypy, by the rules in the root folder; each linter finds
 * something.
 */
@Tag("static")
class LintITCase {
    private static final Pattern SHELL = Pattern.compile("#!.*\\b(bash|sh)\\n.*|# shellcheck shell=.*", Pattern.DOTALL);
    private static final List<String> RUFF = List.of("check", "--no-cache", "--quiet");
    private static final List<String> FORMAT = List.of("format", "--no-cache", "--quiet", "--diff");
    private static final List<String> MYPY = List.of("--cache-dir", "cli/target/mypy", "--no-error-summary");

    private static Linters linters;

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        linters = Linters.installed("lint");
    }

    @Test
    void shellHoldsToShellcheck() throws IOException, InterruptedException {
        assumeTrue(RepositoryFiles.areKnown());
        List<String> scripts = new ArrayList<>();
        for (String file : RepositoryFiles.all()) {
            if (RepositoryFiles.text(file)
                    .filter(text -> SHELL.matcher(text).matches())
                    .isPresent()) {
                scripts.add(file);
            }
        }
        assertThat(scripts).contains("isotherm", "local/install.sh", "local/run/common.sh", "airflow-docker/dbt");
        assertThat(linters.findings("", "shellcheck", scripts)).isEmpty();
    }

    @Test
    void pythonHoldsToRuff() throws IOException, InterruptedException {
        assertThat(linters.findings("", "ruff", with(RUFF, "."))).isEmpty();
        assertThat(linters.findings("", "ruff", with(FORMAT, "."))).isEmpty();
    }

    @Test
    void typesOfPythonHoldToMypy() throws IOException, InterruptedException {
        assertThat(linters.findings("", "mypy", MYPY)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shellcheck | #!/bin/sh%nrm $1%n                         | SC2086",
                "ruff       | import os%n                                | F401",
                "mypy       | def half(n: int) -> str:%n    return n%n   | [return-value]"
            })
    void eachLinterFindsWhatItIsFor(String program, String text, String finding, @TempDir Path folder)
            throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("wrong.py"), String.format(text));
        List<String> options =
                switch (program) {
                    case "ruff" -> with(RUFF, "--config", "ruff.toml");
                    case "mypy" -> MYPY;
                    default -> List.<String>of();
                };
        assertThat(linters.findings("", program, with(options, file.toString())))
                .contains(finding);
    }

    @Test
    void ruffFindsWhatIsNotFormatted(@TempDir Path folder) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("wrong.py"), "x = 'y'\n");
        assertThat(linters.findings("", "ruff", with(FORMAT, file.toString()))).contains("+x = \"y\"");
    }

    private static List<String> with(List<String> options, String... further) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of(further));
        return all;
    }
}
