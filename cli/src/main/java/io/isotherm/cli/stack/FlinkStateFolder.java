package io.isotherm.cli.stack;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.NoteFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/** Where Flink's processes and this command see the same files. */
public record FlinkStateFolder(Path folder) implements FlinkState {
    @Override
    public Optional<String> recoveryNote() {
        return note().text();
    }

    @Override
    public void deleteRecoveryNote() {
        note().delete();
    }

    private NoteFile note() {
        return new NoteFile(folder.resolve("recover-from"));
    }

    @Override
    public Optional<String> newestSavepoint(String jobId) {
        Path savepoints = folder.resolve("savepoints");
        if (!Files.isDirectory(savepoints)) {
            return Optional.empty();
        }
        Path newest = null;
        FileTime written = null;
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(savepoints, FlinkState.savepointPrefix(jobId) + "*")) {
            for (Path savepoint : found) {
                Path metadata = savepoint.resolve(METADATA);
                if (Files.exists(metadata)
                        && (written == null
                                || Files.getLastModifiedTime(metadata).compareTo(written) > 0)) {
                    newest = savepoint;
                    written = Files.getLastModifiedTime(metadata);
                }
            }
        } catch (IOException e) {
            throw CliException.failed("cannot list " + savepoints + ": " + Cause.of(e), "check its owner", e);
        }
        return Optional.ofNullable(newest).map(savepoint -> "file:" + savepoint.toAbsolutePath());
    }
}
