package io.isotherm.job.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.curator.test.TestingServer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.OperatorStreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.util.ZooKeeperUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateCheckTest {
    private static final int STATE_BYTES = 100;

    @TempDir
    private Path folder;

    private Path recovery;
    private Path answer;

    @BeforeEach
    void makeFolders() throws IOException {
        recovery = Files.createDirectories(folder.resolve("ha/isotherm"));
        answer = folder.resolve("recover-from");
        Files.writeString(
                folder.resolve("config.yaml"),
                String.join(
                        "\n",
                        "high-availability.storageDir: file://" + folder.resolve("ha"),
                        "high-availability.cluster-id: /isotherm",
                        "execution.checkpointing.dir: file://" + folder.resolve("checkpoints")));
        Files.writeString(recovery.resolve("submittedExecutionPlan123"), "a plan");
    }

    @Test
    void leavesAloneWhatIsWhole() throws Exception {
        check();

        assertThat(answer).doesNotExist();
        assertThat(recovery).isNotEmptyDirectory();
    }

    @Test
    void goesOnFromTheNewestCheckpointThatIsWhole() throws Exception {
        checkpoint(7, 0);
        checkpoint(8, 1);
        Path truncated = checkpoint(9, 2);
        Files.write(truncated.resolve("state"), new byte[STATE_BYTES - 1]);
        Path empty = checkpoint(10, 3);
        Files.write(empty.resolve("_metadata"), new byte[0]);
        Files.createFile(recovery.resolve("completedCheckpointabc"));

        check();

        assertThat(answer).hasContent("file:" + folder.resolve("checkpoints/job/chk-8"));
        assertThat(recovery).doesNotExist();
    }

    @Test
    void saysSoWhenNoCheckpointIsWhole() throws Exception {
        Files.delete(checkpoint(7, 0).resolve("state"));
        Files.createFile(recovery.resolve("completedCheckpointabc"));

        check();

        assertThat(answer).hasContent("none");
    }

    @Test
    void aJarIsComparedWithItsName() throws Exception {
        Path jars = Files.createDirectories(recovery.resolve("blob/job_1"));
        Path jar = jars.resolve("blob_p-86f7e437faa5a7fce15d1ddcb9eaeaea377667b8-c0ffee");
        Files.writeString(jar, "a");
        check();
        assertThat(answer).doesNotExist();

        Files.writeString(jar, "\0");
        check();
        assertThat(answer).exists();
    }

    @Test
    void startsNoJobWhereNoneRan() throws Exception {
        Files.delete(recovery.resolve("submittedExecutionPlan123"));
        Files.createFile(recovery.resolve("completedCheckpointabc"));

        check();

        assertThat(answer).doesNotExist();
        assertThat(recovery).doesNotExist();
    }

    /** ZooKeeper syncs its log, and the entry of a new file in its folder may still be lost. */
    @Test
    void aFileThatZooKeeperNamesMayNotBeThereAtAll() throws Exception {
        try (TestingServer zooKeeper = new TestingServer()) {
            Files.writeString(
                    folder.resolve("config.yaml"),
                    "\nhigh-availability.type: zookeeper\nhigh-availability.zookeeper.quorum: "
                            + zooKeeper.getConnectString(),
                    StandardOpenOption.APPEND);
            checkpoint(7, 0);
            referToAFile();
            check();
            assertThat(answer).doesNotExist();

            deleteReferredFile();
            check();
            assertThat(answer).hasContent("file:" + folder.resolve("checkpoints/job/chk-7"));

            Files.delete(answer);
            check();
            assertThat(answer).as("nothing is named any more").doesNotExist();
        }
    }

    private void referToAFile() throws Exception {
        Configuration flink = GlobalConfiguration.loadConfiguration(folder.toString());
        try (var client = ZooKeeperUtils.startCuratorFramework(flink, error -> {})) {
            ZooKeeperUtils.createZooKeeperStateHandleStore(
                            client.asCuratorFramework(),
                            "/jobs/123/checkpoints",
                            ZooKeeperUtils.<String>createFileSystemStateStorage(flink, "reference"))
                    .addAndLock("0000000007", "a checkpoint");
        }
    }

    private void deleteReferredFile() throws IOException {
        try (Stream<Path> files = Files.list(recovery)) {
            Files.delete(files.filter(file -> file.getFileName().toString().startsWith("reference"))
                    .findFirst()
                    .orElseThrow());
        }
    }

    private void check() throws Exception {
        StateCheck.main(new String[] {folder.toString(), answer.toString()});
    }

    /** @param age order in time */
    private Path checkpoint(int number, int age) throws IOException {
        Path checkpoint = Files.createDirectories(folder.resolve("checkpoints/job/chk-" + number));
        Path state = Files.write(checkpoint.resolve("state"), new byte[STATE_BYTES]);
        OperatorState operator = new OperatorState("name", "uid", new OperatorID(), 1, 128);
        operator.putState(
                0,
                OperatorSubtaskState.builder()
                        .setManagedOperatorState(new OperatorStreamStateHandle(
                                Map.of(),
                                new FileStateHandle(new org.apache.flink.core.fs.Path(state.toUri()), STATE_BYTES)))
                        .build());
        try (OutputStream out = Files.newOutputStream(checkpoint.resolve("_metadata"))) {
            Checkpoints.storeCheckpointMetadata(new CheckpointMetadata(number, List.of(operator), List.of()), out);
        }
        Files.setLastModifiedTime(checkpoint, FileTime.fromMillis(1_000_000_000_000L + age * 1000L));
        return checkpoint;
    }
}
