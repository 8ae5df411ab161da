package io.isotherm.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetachedProgramTest {
    @TempDir
    private Path root;

    @Test
    void runsUntilItIsStoppedAndIsFoundByOthersOfTheSameStackOnly() throws IOException {
        DetachedProgram program = programOf("one");
        program.start();
        try {
            await().until(program::isRunning);
            await().until(() -> Files.readString(program.logFile()).contains("began"));
            assertThat(programOf("one").isRunning()).isTrue();
            assertThat(programOf("other").isRunning()).isFalse();
        } finally {
            programOf("one").stop();
        }
        assertThat(program.isRunning()).isFalse();
    }

    private DetachedProgram programOf(String home) {
        Settings settings = Settings.load(root, Map.of("ISOTHERM_HOME", home));
        return new DetachedProgram(settings, "sleeper", List.of("sh", "-c", "echo began; exec sleep 600"));
    }
}
