package io.isotherm.job.recovery;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.util.InstantiationUtil;

/**
 * The files in the storage of Flink's high availability, to which ZooKeeper refers: checkpoints, jobs, and their jars.
 */
final class RecoveryFiles {
    private static final String CHECKPOINT = "completedCheckpoint";
    private static final String JOB = "submittedExecutionPlan";
    private static final Pattern JAR = Pattern.compile("blob_p-([0-9a-f]{40})-[0-9a-f]+");

    private final Path storage;

    RecoveryFiles(Path storage) {
        this.storage = storage;
    }

    /** The first file that is not whole, with the reason. */
    Optional<String> broken() throws IOException {
        return broken(storage);
    }

    /** Whether a job was submitted and has not ended. */
    boolean holdJob() throws IOException {
        return StateCheck.list(storage).stream()
                .anyMatch(file -> file.getPath().getName().startsWith(JOB));
    }

    private static Optional<String> broken(Path folder) throws IOException {
        for (FileStatus entry : StateCheck.list(folder)) {
            Optional<String> found = entry.isDir() ? broken(entry.getPath()) : problem(entry);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> problem(FileStatus file) {
        Path path = file.getPath();
        if (file.getLen() == 0) {
            return Optional.of(path + " is empty");
        }
        Matcher jar = JAR.matcher(path.getName());
        try {
            if (path.getName().startsWith(CHECKPOINT)) {
                checkCheckpoint(path);
            } else if (jar.matches() && !jar.group(1).equals(sha1(path))) {
                return Optional.of(path + " has not the content that its name says");
            }
            return Optional.empty();
        } catch (IOException | ClassNotFoundException e) {
            return Optional.of(path + ": " + e);
        }
    }

    private static void checkCheckpoint(Path file) throws IOException, ClassNotFoundException {
        try (InputStream in = file.getFileSystem().open(file)) {
            CompletedCheckpoint checkpoint =
                    InstantiationUtil.deserializeObject(in, RecoveryFiles.class.getClassLoader());
            WholeCheckpoint.check(checkpoint.getOperatorStates().values());
        }
    }

    private static String sha1(Path file) throws IOException {
        try (DigestInputStream in =
                new DigestInputStream(file.getFileSystem().open(file), MessageDigest.getInstance("SHA-1"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
