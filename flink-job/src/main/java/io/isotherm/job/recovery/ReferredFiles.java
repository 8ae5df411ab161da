package io.isotherm.job.recovery;

import java.io.EOFException;
import java.io.IOException;
import java.io.ObjectStreamException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.runtime.highavailability.zookeeper.CuratorFrameworkWithUnhandledErrorListener;
import org.apache.flink.runtime.jobmanager.HighAvailabilityMode;
import org.apache.flink.runtime.state.RetrievableStreamStateHandle;
import org.apache.flink.runtime.util.ZooKeeperUtils;
import org.apache.flink.shaded.curator5.org.apache.curator.framework.CuratorFramework;
import org.apache.flink.util.InstantiationUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of checkpoints and jobs as ZooKeeper names them; after a power cut one of them may not be there at all. */
final class ReferredFiles {
    private static final Logger LOG = LoggerFactory.getLogger(ReferredFiles.class);

    /** ZooKeeper may be starting at the same time. */
    private static final Duration CONNECTED_WITHIN = Duration.ofMinutes(5);

    private final Configuration flink;

    ReferredFiles(Configuration flink) {
        this.flink = flink;
    }

    /**
     * The first that is not there, with the reason.
     *
     * @throws IOException if ZooKeeper does not answer
     */
    Optional<String> missing() throws Exception {
        if (HighAvailabilityMode.fromConfig(flink) != HighAvailabilityMode.ZOOKEEPER) {
            return Optional.empty();
        }
        try (CuratorFrameworkWithUnhandledErrorListener client =
                ZooKeeperUtils.startCuratorFramework(flink, error -> LOG.warn("ZooKeeper", error))) {
            CuratorFramework zooKeeper = client.asCuratorFramework();
            if (!zooKeeper.blockUntilConnected((int) CONNECTED_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("ZooKeeper does not answer at "
                        + flink.get(HighAvailabilityOptions.HA_ZOOKEEPER_QUORUM)
                        + ", so it is not known what Flink would recover from");
            }
            return missing(zooKeeper, "");
        }
    }

    private static Optional<String> missing(CuratorFramework zooKeeper, String node) throws Exception {
        String path = node.isEmpty() ? "/" : node;
        if (zooKeeper.checkExists().forPath(path) == null) {
            return Optional.empty();
        }
        Optional<String> found = problem(zooKeeper.getData().forPath(path));
        for (String child : zooKeeper.getChildren().forPath(path)) {
            found = found.isPresent() ? found : missing(zooKeeper, node + "/" + child);
        }
        return found;
    }

    /** Beside references there are nodes of other content, such as who leads and the number of the next checkpoint. */
    private static Optional<String> problem(byte[] content) throws ClassNotFoundException {
        RetrievableStreamStateHandle<?> file;
        try {
            Object reference = InstantiationUtil.deserializeObject(content, ReferredFiles.class.getClassLoader());
            if (!(reference instanceof RetrievableStreamStateHandle<?> handle)) {
                return Optional.empty();
            }
            file = handle;
        } catch (ObjectStreamException | EOFException other) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("a reference in ZooKeeper: " + e);
        }
        try {
            file.openInputStream().close();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
    }
}
