package io.isotherm.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.job.JobFiles.Stop;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.FlinkStateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the next command finds after one that was ended between asking for a stop and seeing its end. */
class JobStopTest {
    private static final Stop BEGUN = new Stop(FlinkAnswers.JOB, "fedcba9876543210fedcba9876543210");
    private static final String SAVEPOINT = "GET /jobs/" + BEGUN.job() + "/savepoints/" + BEGUN.trigger();

    private static final String CHECKPOINTS = "GET /jobs/" + BEGUN.job() + "/checkpoints";

    /** What the cluster answers for some seconds about a job that has finished, and whose checkpoints are gone. */
    private static final String OLD_CHECKPOINT =
            "{\"latest\": {\"completed\": {\"id\": 349, \"external_path\": \"file:/chk-349\"}}}";

    @TempDir
    private Path root;

    private final List<String> said = new ArrayList<>();
    private FlinkAnswers flink;
    private JobFiles files;
    private JobStop stop;

    @BeforeEach
    void start() throws IOException {
        flink = new FlinkAnswers();
        Settings settings = flink.settings(root);
        Files.createDirectories(settings.runFolder());
        files = new JobFiles(settings);
        FlinkClient client = flink.client(root);
        JobStates states = new JobStates(client, "http://flink", Duration.ofSeconds(1));
        stop = new JobStop(client, files, states, new FlinkStateFolder(state()), said::add);
    }

    @AfterEach
    void end() {
        flink.close();
    }

    @Test
    void withoutOneThereIsNothingToDo() {
        assertThat(stop.finishEarlier()).isEmpty();
        assertThat(flink.requests()).isEmpty();
    }

    @Test
    void oneThatIsUnderWayIsWaitedFor() {
        files.rememberStop(BEGUN);
        flink.on(SAVEPOINT, () -> {
            flink.jobIs("FINISHED");
            return "{\"status\": {\"id\": \"COMPLETED\"}, \"operation\": {\"location\": \"file:/s/1\"}}";
        });

        assertThat(stop.finishEarlier()).contains("file:/s/1");

        assertThat(files.savepoint()).contains("file:/s/1");
        assertThat(said).hasSize(1).first().asString().contains("was ended while it stopped job");
        assertThat(files.stop())
                .as("a command that is ended here finds it again")
                .contains(BEGUN);
    }

    @Test
    void oneThatIsOverHasLeftItsSavepoint() {
        files.rememberStop(BEGUN);
        flink.jobIs("FINISHED");
        flink.on(CHECKPOINTS, "{\"latest\": {\"savepoint\": {\"external_path\": \"file:/s/2\"}}}");

        assertThat(stop.finishEarlier()).contains("file:/s/2");

        assertThat(files.savepoint()).contains("file:/s/2");
    }

    @Test
    void theEndOfTheStopItselfComesBeforeTheClustersStatistics() {
        files.rememberStop(BEGUN);
        flink.jobIs("FINISHED");
        flink.on(SAVEPOINT, "{\"status\": {\"id\": \"COMPLETED\"}, \"operation\": {\"location\": \"file:/s/3\"}}");
        flink.on(CHECKPOINTS, OLD_CHECKPOINT);

        assertThat(stop.finishEarlier()).contains("file:/s/3");

        assertThat(files.savepoint()).contains("file:/s/3");
    }

    /** The command had written it down. */
    @Test
    void aSavepointThatIsKnownIsKeptWhereTheClusterHasForgottenTheStop() {
        files.rememberStop(BEGUN);
        files.rememberSavepoint("file:/s/4");
        flink.jobIs("FINISHED");
        flink.on(CHECKPOINTS, OLD_CHECKPOINT);

        assertThat(stop.finishEarlier()).contains("file:/s/4");

        assertThat(files.savepoint()).contains("file:/s/4");
    }

    @Test
    void oneThatHasFailedLeavesTheJobRunning() {
        files.rememberStop(BEGUN);
        flink.on(
                SAVEPOINT,
                "{\"status\": {\"id\": \"COMPLETED\"}, \"operation\": {\"failure-cause\": {\"stack-trace\": \"full\"}}}");

        assertThat(stop.finishEarlier()).isEmpty();

        assertThat(files.savepoint()).isEmpty();
        assertThat(files.stop()).isEmpty();
        assertThat(said).last().asString().contains("full; the job runs on");
    }

    /** As after a restart of the JobManager, which remembers neither job nor stop. */
    @Test
    void aClusterThatHasForgottenAllHasTheNewestSavepointInItsFolder() throws IOException {
        files.rememberStop(BEGUN);
        flink.on("GET /jobs/overview", "{\"jobs\": []}");
        savepoint("savepoint-012345-0000", 1_000, true);
        savepoint("savepoint-012345-1111", 2_000, true);
        savepoint("savepoint-012345-2222", 3_000, false);
        savepoint("savepoint-fedcba-3333", 4_000, true);

        Path expected = state().resolve("savepoints/savepoint-012345-1111");
        assertThat(stop.finishEarlier()).contains("file:" + expected);

        assertThat(files.savepoint()).contains("file:" + expected);
    }

    /** Then nothing says that what is in the folder is whole, and the note names what is. */
    @Test
    void afterAPowerCutTheFolderIsNotAsked() throws IOException {
        files.rememberStop(BEGUN);
        flink.on("GET /jobs/overview", "{\"jobs\": []}");
        savepoint("savepoint-012345-0000", 1_000, true);
        Files.writeString(state().resolve("recover-from"), "none");

        assertThat(stop.finishEarlier()).isEmpty();

        assertThat(files.savepoint()).isEmpty();
    }

    /** @param written milliseconds since 1970 */
    private void savepoint(String name, long written, boolean isComplete) throws IOException {
        Path folder = Files.createDirectories(state().resolve("savepoints").resolve(name));
        Path file = Files.createFile(folder.resolve(isComplete ? "_metadata" : "part"));
        Files.setLastModifiedTime(file, FileTime.fromMillis(written));
    }

    private Path state() {
        return root.resolve("flink");
    }

    @Test
    void oneThatNeverReachedTheClusterIsForgotten() {
        files.rememberStop(BEGUN);

        assertThat(stop.finishEarlier()).isEmpty();

        assertThat(files.stop()).isEmpty();
        assertThat(said).isEmpty();
    }
}
