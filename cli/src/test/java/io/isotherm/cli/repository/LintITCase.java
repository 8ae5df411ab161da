package io.isotherm.cli.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scripts hold to shellcheck, and Python to ruff and mypy, by the rules in the root folder; each finds something. */
@Tag("static")
class LintITCase {
    private static final List<String> RUFF = List.of("check", "--no-cache", "--quiet", "--config", "ruff.toml");
    private static final List<String> FORMAT = List.of("format", "--no-cache", "--quiet", "--diff");
    private static final List<String> MYPY = List.of("--cache-dir", "cli/target/mypy", "--no-error-summary");

    @Test
    void everythingHoldsToItsLinters() throws IOException, InterruptedException {
        assumeTrue(RepositoryFiles.areKnown());
        assertThat(Linters.ofRepository()).isEmpty();
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
                    case "ruff" -> RUFF;
                    case "mypy" -> MYPY;
                    default -> List.<String>of();
                };
        assertThat(findings(program, options, file)).contains(finding);
    }

    @Test
    void ruffFindsWhatIsNotFormatted(@TempDir Path folder) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("wrong.py"), "x = 'y'\n");
        assertThat(findings("ruff", FORMAT, file)).contains("+x = \"y\"");
    }

    private static String findings(String program, List<String> options, Path file)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(options);
        arguments.add(file.toString());
        return Linters.installed("lint").findings("", program, arguments);
    }
}
