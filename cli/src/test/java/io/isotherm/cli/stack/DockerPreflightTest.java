package io.isotherm.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.stack.Finding.Level;
import org.junit.jupiter.api.Test;

class DockerPreflightTest {
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

    private static Finding composeOf(int exitCode, String output) {
        return DockerPreflight.composeFinding(new Processes.Result(exitCode, output));
    }
}
