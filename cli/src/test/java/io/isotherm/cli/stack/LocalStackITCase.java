package io.isotherm.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.FreePorts;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.pipeline.Pipeline;
import io.isotherm.cli.settings.LaunchMode;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.ServiceStatus.State;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Postgres alone, through the same commands as a whole stack, on free ports below {@code target}. */
class LocalStackITCase {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private Map<String, String> environment;
    private Settings settings;
    private PrintWriter progress;

    @BeforeEach
    void useFreePorts() {
        Path root = Path.of("..").toAbsolutePath().normalize();
        environment = new HashMap<>(System.getenv());
        environment.put(
                "ISOTHERM_HOME", Path.of("target", "stack-it").toAbsolutePath().toString());
        for (Setting setting : Setting.values()) {
            if (setting.kind() == Setting.Kind.PORT) {
                environment.put(setting.name(), String.valueOf(FreePorts.next()));
            }
        }
        settings = Settings.load(root, environment);
        progress = new PrintWriter(System.err, true);
    }

    @AfterEach
    void stop() {
        LocalLauncher launcher = new LocalLauncher(settings);
        launcher.stopAll(progress);
        launcher.deleteData(progress);
    }

    @Test
    void startsIsRepeatableRestartsWhatDiesAndLeavesNothing() throws SQLException {
        LocalLauncher launcher = new LocalLauncher(settings);
        Pipeline pipeline = new Pipeline(settings, LaunchMode.LOCAL, progress);

        pipeline.start(EnumSet.of(Service.POSTGRES));
        long first = postgres(launcher).pid();
        pipeline.start(EnumSet.of(Service.POSTGRES));
        assertThat(postgres(launcher).pid())
                .as("a second start leaves it alone")
                .isEqualTo(first);
        assertReplicationIsPrepared();
        saysWhichSettingsHaveNoEffectYet();

        ProcessHandle.of(first).orElseThrow().destroyForcibly();
        await().atMost(PATIENCE).until(() -> {
            ServiceStatus status = postgres(launcher);
            return status.state() == State.RUNNING && status.pid() != null && status.pid() != first;
        });

        launcher.stopAll(progress);
        assertThat(postgres(launcher).state()).isEqualTo(State.STOPPED);
        assertThat(ProcessTable.withEnvironment(
                        StackEnvironment.OWNER_VARIABLE, settings.home().toString()))
                .isEmpty();
    }

    private void saysWhichSettingsHaveNoEffectYet() {
        Map<String, String> changed = new HashMap<>(environment);
        changed.put(Setting.CONNECT_HEAP.name(), "1g");
        StringWriter said = new StringWriter();

        new Pipeline(Settings.load(settings.root(), changed), LaunchMode.LOCAL, new PrintWriter(said))
                .start(EnumSet.of(Service.POSTGRES));

        assertThat(said.toString())
                .contains(
                        "CONNECT_HEAP is 1g now, but the stack was started with " + settings.text(Setting.CONNECT_HEAP))
                .doesNotContain("KAFKA_HEAP");
    }

    private static ServiceStatus postgres(LocalLauncher launcher) {
        return launcher.status().stream()
                .filter(status -> status.service().equals("postgres"))
                .findFirst()
                .orElseThrow();
    }

    private void assertReplicationIsPrepared() throws SQLException {
        try (Connection connection = new Connections(settings).postgres("ecommerce");
                var rows = connection
                        .createStatement()
                        .executeQuery("SELECT rolreplication, rolsuper FROM pg_roles WHERE rolname = 'debezium'")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getBoolean("rolreplication")).isTrue();
            assertThat(rows.getBoolean("rolsuper")).isFalse();
        }
    }
}
