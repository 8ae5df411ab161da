package io.isotherm.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DockerLauncherTest {
    @Test
    void keepsTheNumberOnlyOfWhatComposeStartsWithAService() {
        assertThat(DockerLauncher.startsWith(Service.FLINK_TASKMANAGER, "flink-taskmanager"))
                .isTrue();
        assertThat(DockerLauncher.startsWith(Service.AIRFLOW, "airflow-worker")).isTrue();
        assertThat(DockerLauncher.startsWith(Service.ZOOKEEPER, "flink-taskmanager"))
                .isFalse();
        assertThat(DockerLauncher.startsWith(Service.CONNECT, "connect-worker")).isFalse();
    }
}
