package io.isotherm.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.cli.error.CliException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlinkClientTest {
    private static final String JOB = FlinkAnswers.JOB;
    private static final String SAVEPOINT = "/jobs/" + JOB + "/savepoints/t1";

    @TempDir
    private Path root;

    private FlinkAnswers answers;
    private FlinkClient flink;

    @BeforeEach
    void start() throws IOException {
        answers = new FlinkAnswers();
        flink = answers.client(root);
    }

    @AfterEach
    void stop() {
        answers.close();
    }

    @Test
    void jobsAreListedNewestFirst() {
        answers.on("GET /jobs/overview", """
                {"jobs": [{"jid": "a", "name": "isotherm", "state": "CANCELED", "start-time": 1000},
                          {"jid": "b", "name": "isotherm", "state": "RUNNING", "start-time": 2000}]}""");

        assertThat(flink.jobs()).extracting(FlinkJob::id).containsExactly("b", "a");
        assertThat(flink.jobs()).extracting(FlinkJob::hasEnded).containsExactly(false, true);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | 2 | 4 | 4 | true",
                "2 | 2 | 4 | 3 | false",
                "2 | 0 | 4 | 4 | false",
            })
    void allTasksOfAllOperatorsHaveToRun(int first, int firstRun, int second, int secondRun, boolean all) {
        answers.on(
                "GET /jobs/" + JOB,
                "{\"vertices\": [{\"parallelism\": %d, \"tasks\": {\"RUNNING\": %d}},".formatted(first, firstRun)
                        + " {\"parallelism\": %d, \"tasks\": {\"RUNNING\": %d}}]}".formatted(second, secondRun));

        assertThat(flink.allTasksRun(JOB)).isEqualTo(all);
        assertThat(flink.parallelism(JOB)).isEqualTo(4);
    }

    @Test
    void aJobWithoutTasksDoesNotRun() {
        answers.on("GET /jobs/" + JOB, "{\"state\": \"CREATED\", \"vertices\": []}");

        assertThat(flink.allTasksRun(JOB)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "FAILED | {'latest': {'savepoint': @7, 'completed': @8}} | file:/8",
                "FAILED | {'latest': {'savepoint': @9, 'completed': @8}} | file:/9",
                "FAILED | {'latest': {'savepoint': null, 'completed': null}} |",
                "FAILED | {'latest': {'savepoint': null, 'completed': null, 'restored': @6}} | file:/6",
                "FAILED | {'latest': {'completed': @8, 'restored': @6}} | file:/8",
                "FAILED | {'latest': {'completed': -8}, 'history': [-8, @7, -6]} | file:/7",
                "FINISHED | {'latest': {'savepoint': @9, 'completed': @8}} | file:/9",
                "FINISHED | {'latest': {'completed': @8, 'restored': @6}, 'history': [@8, @7]} |",
            })
    void theLastStateIsTheNewestThatStillExists(String jobState, String checkpoints, String found) {
        answers.on(
                "GET /jobs/" + JOB + "/checkpoints",
                checkpoints
                        .replace('\'', '"')
                        .replaceAll("([@-])([0-9])", "{\"id\": $2, \"discarded\": $1, \"external_path\": \"file:/$2\"}")
                        .replace(": @", ": false")
                        .replace(": -", ": true"));

        assertThat(flink.lastState(new FlinkJob(JOB, "isotherm", jobState, Instant.EPOCH)))
                .isEqualTo(Optional.ofNullable(found));
    }

    @Test
    void aSavepointThatIsDoneIsWhereTheClusterSays() {
        answers.on(
                "GET " + SAVEPOINT,
                "{\"status\": {\"id\": \"COMPLETED\"}, \"operation\": {\"location\": \"file:/sp-1\"}}");

        assertThat(flink.knowsSavepoint(JOB, "t1")).isTrue();
        assertThat(flink.awaitSavepoint(JOB, "t1")).isEqualTo("file:/sp-1");
        assertThat(flink.knowsSavepoint(JOB, "t2")).isFalse();
    }

    @Test
    void aSavepointThatHasFailedSaysWhy() {
        answers.on("GET " + SAVEPOINT, """
                {"status": {"id": "COMPLETED"}, "operation": {"failure-cause": {"stack-trace":
                 "java.util.concurrent.CompletionException: x\\nCaused by: java.io.IOException: No space left on device"}}}""");

        assertThatThrownBy(() -> flink.awaitSavepoint(JOB, "t1"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("the savepoint failed: ")
                .hasMessageContaining("No space left on device");
    }

    @Test
    void theNewestExceptionSaysWhyAJobFailed() {
        answers.on("GET /jobs/" + JOB + "/exceptions", """
                {"root-exception": "older", "exceptionHistory": {"entries": [
                  {"stacktrace": "a.B: wrapped\\nCaused by: a.C: column 'pin' is gone"}]}}""");

        assertThat(flink.failureOf(JOB)).contains("column 'pin' is gone");
        assertThat(flink.whyNoCheckpoint(JOB)).contains("column 'pin' is gone");
    }
}
