package io.isotherm.cli.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The machine under the containers loses its power: daemon, containers and volumes are on a disk that keeps only what
 * was synced. {@code up} brings the stack back by itself, and both sides are equal.
 */
class PowerCutDockerCase {
    private static final String NAME = "isotherm-power";
    private static final int CHECKPOINTS_BEFORE_THE_CUT = 3;

    private static DockerMachine machine;
    private static DockerStack stack;

    @BeforeAll
    static void bringUp() throws IOException {
        DockerMachine.lack().ifPresent(lack -> Assumptions.abort("no power cut was tried: this machine lacks " + lack));
        machine = DockerMachine.start(DockerStack.homeOf(NAME));
        stack = DockerStack.of(NAME, machine::inside);
        stack.shell().initialRun("--mode", "docker");
    }

    @AfterAll
    static void remove() {
        if (machine != null) {
            machine.close();
        }
    }

    @Test
    void comesBackEqualAfterACutUnderTraffic() throws IOException {
        long before = lastCheckpoint();
        await().atMost(Duration.ofMinutes(5)).until(() -> lastCheckpoint() >= before + CHECKPOINTS_BEFORE_THE_CUT);

        machine.cutPower();
        // What Flink goes by: this host, whose name for its start the containers see, has not started anew
        Files.deleteIfExists(flinkState().resolve("boot-id"));
        machine.powerOn();

        assertThat(stack.isotherm("up")).contains("job ", " runs");
        stack.assertEqual();
        assertThat(stack.isotherm("dlq", "list", "--json").strip()).isEqualTo("[]");
    }

    private static Path flinkState() {
        return machine.volume(NAME + "-flink_flink-state");
    }

    private static long lastCheckpoint() {
        try (Stream<Path> files = Files.walk(flinkState().resolve("checkpoints"), 2)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("chk-\\d+"))
                    .mapToLong(name -> Long.parseLong(name.substring(4)))
                    .max()
                    .orElse(0);
        } catch (IOException | UncheckedIOException swept) {
            return 0;
        }
    }
}
