package io.isotherm.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.stack.ServiceStatus.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SupervisorClientTest {
    private static final String TWO_PROCESSES = """
            <?xml version='1.0'?>
            <methodResponse><params><param><value><array><data>
            <value><struct>
            <member><name>name</name><value><string>kafka</string></value></member>
            <member><name>group</name><value><string>kafka</string></value></member>
            <member><name>statename</name><value><string>RUNNING</string></value></member>
            <member><name>pid</name><value><int>4711</int></value></member>
            </struct></value>
            <value><struct>
            <member><name>name</name><value><string>minio</string></value></member>
            <member><name>statename</name><value><string>STOPPED</string></value></member>
            <member><name>pid</name><value><int>0</int></value></member>
            </struct></value>
            </data></array></value></param></params></methodResponse>
            """;

    @Test
    void readsTheListOfProcesses() throws IOException {
        assertThat(SupervisorClient.processesIn(SupervisorClient.parse(TWO_PROCESSES.getBytes(StandardCharsets.UTF_8))))
                .containsExactly(
                        new SupervisorClient.Process("kafka", "RUNNING", 4711),
                        new SupervisorClient.Process("minio", "STOPPED", 0));
    }

    @Test
    void isNotAliveWithoutASocket(@TempDir Path folder) {
        assertThat(new SupervisorClient(folder.resolve("none.sock")).isAlive()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "STOPPED, STOPPED",
        "EXITED, STOPPED",
        "STARTING, STARTING",
        "BACKOFF, STARTING",
        "RUNNING, RUNNING",
        "STOPPING, STOPPING",
        "FATAL, FAILED",
        "UNKNOWN, FAILED"
    })
    void everyStateOfTheSupervisorIsMapped(String supervisorState, State expected) {
        assertThat(LocalLauncher.stateOf(supervisorState)).isEqualTo(expected);
    }
}
