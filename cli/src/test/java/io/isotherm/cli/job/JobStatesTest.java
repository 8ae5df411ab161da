package io.isotherm.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.cli.error.CliException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobStatesTest {
    private static final String CHECKPOINTS = "GET /jobs/" + FlinkAnswers.JOB + "/checkpoints";

    @TempDir
    private Path root;

    private FlinkAnswers flink;
    private JobStates states;

    @BeforeEach
    void start() throws IOException {
        flink = new FlinkAnswers();
        states = new JobStates(flink.client(root), "http://flink", Duration.ofSeconds(1));
    }

    @AfterEach
    void stop() {
        flink.close();
    }

    @Test
    void aJobThatCompletesNoCheckpointIsNoSuccess() {
        flink.on(
                CHECKPOINTS,
                "{\"counts\": {\"completed\": 0}, \"latest\": {\"failed\":"
                        + " {\"failure_message\": \"Checkpoint expired before completing.\"}}}");

        assertThatThrownBy(() -> states.awaitCheckpoint(FlinkAnswers.JOB))
                .isInstanceOfSatisfying(
                        CliException.class, e -> assertThat(e.exitCode()).isEqualTo(CliException.FAILED))
                .hasMessageContaining("has not completed a checkpoint: Checkpoint expired before completing.");
    }

    /** Three times as long as nothing may move. */
    @Test
    void aJobThatReadsIsWaitedFor() {
        AtomicLong read = new AtomicLong();
        flink.recordsRead(read::incrementAndGet);
        long begin = System.nanoTime();
        flink.on(CHECKPOINTS, () -> "{\"counts\": {\"completed\": %d}}"
                .formatted(System.nanoTime() - begin > Duration.ofSeconds(3).toNanos() ? 1 : 0));

        states.awaitCheckpoint(FlinkAnswers.JOB);

        assertThat(flink.requests()).contains("POST /jobs/" + FlinkAnswers.JOB + "/checkpoints");
    }

    @Test
    void aJobThatHasCompletedOneIsNotAskedForAnother() {
        flink.on(CHECKPOINTS, "{\"counts\": {\"completed\": 7}}");

        states.awaitCheckpoint(FlinkAnswers.JOB);

        assertThat(flink.requests()).containsExactly(CHECKPOINTS);
    }
}
