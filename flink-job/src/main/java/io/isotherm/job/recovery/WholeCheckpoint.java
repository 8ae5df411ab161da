package io.isotherm.job.recovery;

import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Collection;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.StateObject;
import org.apache.flink.runtime.state.StreamStateHandle;

/** Tells whether all files of a checkpoint are there in full size, as a job that starts from it will want them. */
final class WholeCheckpoint {
    private static final String METADATA = "_metadata";

    private WholeCheckpoint() {}

    /**
     * @param folder a checkpoint's own, with its {@code _metadata}
     * @throws IOException naming what is missing or broken
     */
    static void check(Path folder) throws IOException {
        Path metadata = new Path(folder, METADATA);
        CheckpointMetadata checkpoint;
        try (DataInputStream in = new DataInputStream(metadata.getFileSystem().open(metadata))) {
            checkpoint =
                    Checkpoints.loadCheckpointMetadata(in, WholeCheckpoint.class.getClassLoader(), folder.toString());
        } catch (RuntimeException e) {
            throw new IOException(metadata + " cannot be read: " + e, e);
        }
        check(checkpoint.getOperatorStates());
    }

    /** @throws IOException naming what is missing or broken */
    static void check(Collection<OperatorState> operators) throws IOException {
        for (OperatorState operator : operators) {
            for (OperatorSubtaskState subtask : operator.getStates()) {
                Stream<StateObject> parts = Stream.of(
                                subtask.getManagedOperatorState(),
                                subtask.getRawOperatorState(),
                                subtask.getManagedKeyedState(),
                                subtask.getRawKeyedState())
                        .flatMap(Collection::stream);
                for (StateObject part : (Iterable<StateObject>) parts::iterator) {
                    check(part);
                }
            }
        }
    }

    private static void check(StateObject part) throws IOException {
        if (part instanceof IncrementalRemoteKeyedStateHandle incremental) {
            check((StateObject) incremental.getMetaDataStateHandle());
            for (StreamStateHandle file : (Iterable<StreamStateHandle>) incremental.streamSubHandles()::iterator) {
                check((StateObject) file);
            }
        } else if (part instanceof StreamStateHandle file && file.maybeGetPath().isPresent()) {
            checkSize(file.maybeGetPath().get(), file.getStateSize());
        }
    }

    private static void checkSize(Path file, long size) throws IOException {
        try {
            FileStatus status = file.getFileSystem().getFileStatus(file);
            if (status.getLen() < size) {
                throw new IOException(file + " has " + status.getLen() + " of " + size + " bytes");
            }
        } catch (FileNotFoundException e) {
            throw new IOException(file + " is missing", e);
        }
    }
}
