package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.stack.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Ctrl-C in the middle of commands that begin or end a whole stack, on one that nobody else uses. */
class InterruptedStartITCase {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Test
    void initialRunDownAndResetSayWhatIsLeftAndCanBeRepeated() throws Exception {
        TestStack stack = new TestStack(Path.of("target", "interrupted"));
        Folders.delete(stack.home());
        StackProcesses processes = new StackProcesses(stack);

        Process start = processes.begin("initial-run", "--mode", "local");
        await().atMost(PATIENCE).until(() -> processes.outputOf(start).contains("postgres  "));
        processes.interrupt(start, "isotherm: interrupted; ", "./isotherm down");

        stack.isotherm("up", "minio");
        ProcessHandle first = ProcessHandle.of(stack.pid("minio")).orElseThrow();
        Process down = processes.begin("down");
        StackProcesses.whileFrozen(first, () -> {
            await().atMost(PATIENCE).until(() -> StackProcesses.isToldToEnd(first));
            processes.interrupt(
                    down, "isotherm: down was interrupted; some services may still run", "  -> run it again");
            return down;
        });
        stack.isotherm("down");
        assertThat(first.isAlive()).isFalse();

        stack.isotherm("up", "minio");
        ProcessHandle second = ProcessHandle.of(stack.pid("minio")).orElseThrow();
        Process reset = processes.begin("reset", "--yes");
        StackProcesses.whileFrozen(second, () -> {
            await().atMost(PATIENCE).until(() -> StackProcesses.isToldToEnd(second));
            processes.interrupt(
                    reset, "isotherm: reset was interrupted; data was deleted in part", "  -> run it again");
            return reset;
        });
        assertThat(stack.home().resolve("data/minio")).exists();
        stack.isotherm("reset", "--yes");
        assertThat(second.isAlive()).isFalse();
        assertThat(stack.home().resolve("data")).doesNotExist();
        assertThat(Files.list(stack.home().resolve("secrets"))).isNotEmpty();
    }
}
