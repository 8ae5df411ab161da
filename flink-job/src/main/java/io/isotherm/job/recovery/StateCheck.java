package io.isotherm.job.recovery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.highavailability.HighAvailabilityServices;
import org.apache.flink.runtime.highavailability.HighAvailabilityServicesUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Run before the JobManager where the machine may have lost its power. ZooKeeper syncs what it is told and Flink does
 * not sync the files that it tells ZooKeeper of, so a JobManager can be sent to files that are empty or not there, and
 * ends again and again. Then this forgets what ZooKeeper knows, and names the newest checkpoint that is whole. One that
 * is older than the last is harmless while Kafka has the records since: the job writes them once more under their
 * versions.
 *
 * <p>{@code StateCheck <folder of Flink's config.yaml> <file for the answer>}. The file is written only if a job has to
 * be submitted again. It holds the path of the checkpoint, or {@code none} if the job has to begin without state.
 */
public final class StateCheck {
    private static final Logger LOG = LoggerFactory.getLogger(StateCheck.class);
    private static final String NONE = "none";

    private final Configuration flink;
    private final Path storage;

    private StateCheck(Configuration flink) {
        this.flink = flink;
        this.storage = HighAvailabilityServicesUtils.getClusterHighAvailableStoragePath(flink);
    }

    public static void main(String[] arguments) throws Exception {
        StateCheck check = new StateCheck(GlobalConfiguration.loadConfiguration(arguments[0]));
        RecoveryFiles files = new RecoveryFiles(check.storage);
        Optional<String> broken = files.broken();
        if (broken.isEmpty()) {
            broken = new ReferredFiles(check.flink).missing();
        }
        if (broken.isEmpty()) {
            return;
        }
        LOG.warn("What Flink would recover from is not whole: {}", broken.get());
        if (files.holdJob()) {
            String from = check.newestWhole().map(Path::toString).orElse(NONE);
            LOG.warn("The job is to go on from: {}", from);
            // the answer first: this may be ended in between, and is then done once more
            write(new Path(arguments[1]), from);
        }
        check.forget();
    }

    private Optional<Path> newestWhole() throws IOException {
        List<FileStatus> checkpoints = new ArrayList<>();
        Path root = new Path(flink.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY));
        for (FileStatus job : list(root)) {
            for (FileStatus folder : list(job.getPath())) {
                if (folder.getPath().getName().startsWith("chk-")) {
                    checkpoints.add(folder);
                }
            }
        }
        checkpoints.sort(
                Comparator.comparingLong(FileStatus::getModificationTime).reversed());
        for (FileStatus checkpoint : checkpoints) {
            try {
                WholeCheckpoint.check(checkpoint.getPath());
                return Optional.of(checkpoint.getPath());
            } catch (IOException e) {
                // An EOFException has no message
                LOG.warn("{} is not whole: {}", checkpoint.getPath(), e.toString());
            }
        }
        return Optional.empty();
    }

    /** Deletes what ZooKeeper knows of the cluster's jobs, and the files that it refers to. */
    private void forget() throws Exception {
        HighAvailabilityServices services = HighAvailabilityServicesUtils.createAvailableOrEmbeddedServices(
                flink, ForkJoinPool.commonPool(), error -> LOG.warn("ZooKeeper", error));
        services.closeWithOptionalClean(true);
        storage.getFileSystem().delete(storage, true);
    }

    static List<FileStatus> list(Path folder) throws IOException {
        FileSystem files = folder.getFileSystem();
        FileStatus[] found = files.exists(folder) ? files.listStatus(folder) : null;
        return found == null ? List.of() : List.of(found);
    }

    private static void write(Path file, String text) throws IOException {
        try (FSDataOutputStream stream = file.getFileSystem().create(file, FileSystem.WriteMode.OVERWRITE)) {
            stream.write((text + "\n").getBytes(StandardCharsets.UTF_8));
            stream.sync();
        }
    }
}
