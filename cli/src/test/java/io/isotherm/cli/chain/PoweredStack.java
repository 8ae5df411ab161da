package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A stack whose home is on a disk of its own, and whose power can be cut. */
final class PoweredStack implements AutoCloseable {
    private static final int DISK_MEBIBYTES = 10_000;

    private final DiskImage disk;
    private final TestStack stack;

    private PoweredStack(DiskImage disk, TestStack stack) {
        this.disk = disk;
        this.stack = stack;
    }

    /**
     * Servers on an empty disk, with the shop in Postgres and nowhere else yet. Where there can be no such disk the
     * test is left out, with the reason.
     */
    static PoweredStack start() throws IOException {
        DiskImage.lack().ifPresent(lack -> Assumptions.abort("no power cut was tried: this machine lacks " + lack));
        Path home = Path.of("target/power").toAbsolutePath();
        DiskImage disk = DiskImage.mount(home, DISK_MEBIBYTES);
        PoweredStack powered = new PoweredStack(disk, new TestStack(home));
        try {
            powered.stack.up();
            powered.stack.isotherm("seed");
            return powered;
        } catch (AssertionError e) {
            powered.close();
            throw e;
        }
    }

    /** As {@link #start}, and the job runs. */
    static PoweredStack startReplicating() throws IOException {
        PoweredStack powered = start();
        try {
            powered.stack.isotherm("apply");
            powered.stack.isotherm("job", "submit");
            return powered;
        } catch (AssertionError e) {
            powered.close();
            throw e;
        }
    }

    DiskImage disk() {
        return disk;
    }

    TestStack stack() {
        return stack;
    }

    /**
     * At once: no process does anything after the cut that the disk keeps.
     *
     * @param commands that run meanwhile
     */
    void cutPower(Process... commands) throws IOException {
        disk.cut();
        StackProcesses processes = new StackProcesses(stack);
        processes.killAll();
        List.of(commands).forEach(processes::kill);
        disk.mountAgain();
        // the machine has started anew, as far as the stack can tell
        Files.deleteIfExists(stack.home().resolve("data/flink/boot-id"));
    }

    /** {@code up} brings it back, and both sides are equal; returns what the command said. */
    String comesBack() {
        String said = stack.up();
        stack.assertEqual();
        assertThat(stack.deadLetters()).isZero();
        return said;
    }

    /**
     * How many checkpoints the running job counts.
     *
     * @param state such as {@code completed} or {@code in_progress}
     */
    int checkpoints(String state) {
        try {
            for (JsonNode job : flink("/jobs").path("jobs")) {
                if (job.path("status").asText().equals("RUNNING")) {
                    return flink("/jobs/" + job.path("id").asText() + "/checkpoints")
                            .path("counts")
                            .path(state)
                            .asInt();
                }
            }
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode flink(String path) throws IOException {
        try (InputStream answer =
                URI.create(stack.connection("FLINK_URL") + path).toURL().openStream()) {
            return new ObjectMapper().readTree(answer);
        }
    }

    @Override
    public void close() {
        stack.run("down");
        disk.close();
    }
}
