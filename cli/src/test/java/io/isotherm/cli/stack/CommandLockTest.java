package io.isotherm.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLockTest {
    private static final Duration WITHIN = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final List<String> waitedFor = new CopyOnWriteArrayList<>();

    @Test
    void anotherThreadOfTheProcessWaits() {
        CommandLock first = acquire("first");

        CompletableFuture<Void> second =
                CompletableFuture.runAsync(() -> acquire("second").close());
        assertThatThrownBy(() -> second.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

        first.close();
        assertThat(second).succeedsWithin(WITHIN);
        assertThat(waitedFor).isEmpty();
    }

    @Test
    void aCommandOfAnotherProcessIsNamedAndWaitedFor() throws Exception {
        Process other = other();
        try {
            CompletableFuture<Void> here =
                    CompletableFuture.runAsync(() -> acquire("here").close());
            await().atMost(WITHIN).untilAsserted(() -> assertThat(waitedFor).containsExactly("other"));
            assertThat(here).isNotDone();

            // however it ends
            other.destroyForcibly();
            assertThat(here).succeedsWithin(WITHIN);
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void oneThatFailsLetsGo() {
        Path blocked = folder.resolve("file/change.lock");
        assertThat(folder.resolve("file").toFile().mkdir()).isTrue();
        assertThat(blocked.toFile().mkdir()).isTrue();

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> CommandLock.acquire(blocked, "first", waitedFor::add))
                    .hasMessageContaining("cannot write " + blocked);
        }
    }

    private CommandLock acquire(String command) {
        return CommandLock.acquire(folder.resolve("change.lock"), command, waitedFor::add);
    }

    private Process other() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        folder.resolve("change.lock").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = process.inputReader();
        assertThat(output.readLine()).isEqualTo("held");
        return process;
    }

    /** Holds a lock until it is ended. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (RandomAccessFile file = new RandomAccessFile(arguments[0], "rw");
                    FileLock lock = file.getChannel().lock()) {
                file.write("other\n".getBytes(StandardCharsets.UTF_8));
                System.out.println(lock.isValid() ? "held" : "lost");
                System.in.read();
            }
        }
    }
}
