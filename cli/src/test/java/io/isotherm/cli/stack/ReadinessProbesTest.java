package io.isotherm.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that takes connections and says nothing is called by what it does, whichever client asks it. */
class ReadinessProbesTest {
    private ServerSocket silent;

    @BeforeEach
    void listen() throws IOException {
        silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        silent.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"KAFKA", "ZOOKEEPER", "SCHEMA_REGISTRY", "MINIO", "DASHBOARD", "KAFKA_UI"})
    void namesAServerThatDoesNotAnswer(Service service) {
        ReadinessProbes probes = new ReadinessProbes(settingsOnSilentPort(service), Duration.ofSeconds(1));

        assertThat(probes.reasonNotReady(service)).contains("no answer within 1 s");
    }

    private Settings settingsOnSilentPort(Service service) {
        Map<String, String> environment = Map.of(service.ports().get(0).name(), String.valueOf(silent.getLocalPort()));
        return Settings.load(Path.of("..").toAbsolutePath().normalize(), environment);
    }
}
