package io.isotherm.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.BackgroundProgram;
import io.isotherm.cli.watch.WatchPlanFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackgroundWatchTest {
    @TempDir
    private Path root;

    private final List<String> done = new ArrayList<>();
    private Settings settings;
    private Path plan;

    @BeforeEach
    void makeHome() throws IOException {
        settings = Settings.load(root, Map.of("WATCH", "heal", "WATCH_PACE", "10"));
        plan = Files.createDirectories(settings.runFolder()).resolve("watch-plan");
    }

    /** As a power cut leaves them: "heal 1" would be another pace. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\0\0\0\0\0\0\0\0", "hea", "heal", "heal ", "heal 1", "heal 10"})
    void aPlanThatIsNotWholeIsWrittenAnew(String left) throws IOException {
        Files.writeString(plan, left);
        assertThatThrownBy(() -> new WatchPlanFile(settings.runFolder()).read())
                .isInstanceOf(CliException.class)
                .hasMessageContaining("watch-plan");

        run(true);

        assertThat(done).containsExactly("stop", "start");
        assertThat(plan).hasContent("heal 10\n");
        assertThat(new WatchPlanFile(settings.runFolder()).read()).isEqualTo(new WatchPlanFile.Plan(true, 10));
    }

    @Test
    void onlyAnotherPlanInterruptsTheWatch() throws IOException {
        run(false);
        assertThat(done).containsExactly("start");

        run(true);
        assertThat(done).containsExactly("start");

        Files.writeString(plan, "find 10\n");
        run(true);
        assertThat(done).containsExactly("start", "stop", "start");
    }

    private void run(boolean runs) {
        new BackgroundWatch(settings, new Program(runs), line -> {}).run();
    }

    /** Writes down what is asked of it. */
    private final class Program implements BackgroundProgram {
        private final boolean runs;

        Program(boolean runs) {
            this.runs = runs;
        }

        @Override
        public boolean isRunning() {
            return runs;
        }

        @Override
        public void start() {
            done.add("start");
        }

        @Override
        public Object progress() {
            return done.size();
        }

        @Override
        public void stop() {
            done.add("stop");
        }
    }
}
