package io.isotherm.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.stack.Containers.Container;
import io.isotherm.cli.stack.ServiceStatus.State;
import org.junit.jupiter.api.Test;

class ContainersTest {
    @Test
    void readsOneContainerPerLineAndNoOneOffs() {
        String output = """
                isotherm-kafka\tkafka\tFalse\trunning\thealthy\t0\t17\t3f0e
                isotherm-airflow\tairflow-tools\tTrue\trunning\t\t0\t18\t3f0f
                Error: No such object: 3f0e
                isotherm-flink\tzookeeper\tFalse\texited\t\t2\t0\t3f10
                """;

        assertThat(Containers.parse(output))
                .containsExactly(
                        new Container("isotherm-kafka", "kafka", "running", "healthy", 0, 17, "3f0e"),
                        new Container("isotherm-flink", "zookeeper", "exited", "", 2, 0, "3f10"));
    }

    @Test
    void aContainerThatStartsAgainAndAgainHasFailed() {
        assertThat(stateOf("restarting", "", 1)).isEqualTo(State.STARTING);
        assertThat(stateOf("restarting", "", 4)).isEqualTo(State.FAILED);
        assertThat(stateOf("running", "starting", 4)).isEqualTo(State.STARTING);
        assertThat(stateOf("running", "healthy", 4)).isEqualTo(State.RUNNING);
        assertThat(stateOf("running", "unhealthy", 4)).isEqualTo(State.UNHEALTHY);
        assertThat(stateOf("exited", "", 0)).isEqualTo(State.STOPPED);
    }

    @Test
    void aContainerThatRunsAndNeverGetsHealthyHangs() {
        assertThat(container("running", "unhealthy", 0).hangs()).isTrue();
        assertThat(container("running", "starting", 0).hangs()).isFalse();
        assertThat(container("running", "", 0).hangs()).isFalse();
        assertThat(container("restarting", "unhealthy", 1).hangs()).isFalse();
    }

    private static State stateOf(String state, String health, int restarts) {
        return Containers.stateOf(container(state, health, restarts));
    }

    private static Container container(String state, String health, int restarts) {
        return new Container("isotherm-kafka", "kafka", state, health, restarts, 0, "3f0e");
    }
}
