package io.isotherm.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.Finding.Level;
import io.isotherm.cli.stack.ServiceStatus.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerPreflightTest {
    @TempDir
    private Path root;

    @Test
    void dockerWithoutThePluginOfComposeIsRefused() {
        Finding finding = composeOf(1, "docker: 'compose' is not a docker command.\n");

        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.detail()).contains("'compose' is not a docker command");
        assertThat(finding.remedy()).contains("2.22");
    }

    @Test
    void anOldComposeIsRefused() {
        assertThat(composeOf(0, "2.21.0\n").level()).isEqualTo(Level.FAIL);
        assertThat(composeOf(0, "1.29.2\n").level()).isEqualTo(Level.FAIL);
        assertThat(composeOf(0, "2.22.0\n").level()).isEqualTo(Level.OK);
        assertThat(composeOf(0, "v2.40.3-desktop.1\n").level()).isEqualTo(Level.OK);
        assertThat(composeOf(0, "5.0.1\n").level()).isEqualTo(Level.OK);
    }

    @Test
    void aPublishedPortInUseNamesItsServiceUnlessThatRunsAlready() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());

            assertThat(portsOfKafka("KAFKA_PORT", port, Map.of()))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.level()).isEqualTo(Level.FAIL);
                        assertThat(finding.subject()).isEqualTo("port " + port);
                        assertThat(finding.detail()).contains("kafka");
                        assertThat(finding.remedy()).contains("KAFKA_PORT");
                    });
            assertThat(portsOfKafka("KAFKA_PORT", port, Map.of("kafka", State.RUNNING)))
                    .allMatch(finding -> finding.level() == Level.OK);
            assertThat(portsOfKafka("KAFKA_CONTROLLER_PORT", port, Map.of()))
                    .noneMatch(finding -> finding.subject().equals("port " + port));
        }
    }

    private List<Finding> portsOfKafka(String setting, String port, Map<String, State> states) {
        return new DockerPreflight(Settings.load(root, Map.of(setting, port))).ports(EnumSet.of(Service.KAFKA), states);
    }

    private static Finding composeOf(int exitCode, String output) {
        return DockerPreflight.composeFinding(new Processes.Result(exitCode, output));
    }
}
