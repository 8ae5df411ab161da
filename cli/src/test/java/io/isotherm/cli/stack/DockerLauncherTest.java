package io.isotherm.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.stack.ServiceStatus.State;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DockerLauncherTest {
    @Test
    void readsOneContainerPerLine() {
        String output = """
                {"Service":"kafka","State":"running","Health":"healthy"}
                {"Service":"connect","State":"running","Health":"starting"}
                {"Service":"postgres","State":"exited","Health":""}
                """;

        assertThat(DockerLauncher.statesIn(output))
                .isEqualTo(Map.of("kafka", State.RUNNING, "connect", State.STARTING, "postgres", State.STOPPED));
    }
}
