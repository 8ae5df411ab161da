package io.isotherm.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvCommandTest {
    @ParameterizedTest
    @ValueSource(strings = {"plain", "two words", "it's", "$HOME `id` \\ \"x\" ; rm -rf /", "line\nbreak", "*", ""})
    void shellReadsBackWhatWasQuoted(String value) throws IOException {
        Process shell = new ProcessBuilder(
                        "sh", "-c", "export NAME=" + EnvCommand.shellQuoted(value) + "; printf %s \"$NAME\"")
                .start();

        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(value);
    }
}
