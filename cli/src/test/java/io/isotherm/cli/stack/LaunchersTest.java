package io.isotherm.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.settings.LaunchMode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LaunchersTest {
    private final StringWriter said = new StringWriter();

    private LaunchMode automatic(LaunchMode before, Optional<String> obstacle) {
        return Launchers.automatic(before, () -> obstacle, new PrintWriter(said));
    }

    @Test
    void takesContainersWhereNothingIsInTheWay() {
        assertThat(automatic(LaunchMode.AUTO, Optional.empty())).isEqualTo(LaunchMode.DOCKER);
        assertThat(said.toString()).contains("mode docker", "has the images", "--mode local");
    }

    @Test
    void takesProcessesWhereAnImageIsNotToBeHadAndSaysWhich() {
        assertThat(automatic(LaunchMode.AUTO, Optional.of("there is no image postgres:18.6")))
                .isEqualTo(LaunchMode.LOCAL);
        assertThat(said.toString()).contains("mode local", "there is no image postgres:18.6", "--mode docker");
    }

    @Test
    void staysWithWhatTheStackWasStartedAs() {
        assertThat(automatic(LaunchMode.LOCAL, Optional.empty())).isEqualTo(LaunchMode.LOCAL);
        assertThat(said.toString()).contains("mode local, as before", "./isotherm down, then --mode docker");
    }
}
