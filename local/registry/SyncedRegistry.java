package io.isotherm.registry;

import io.quarkus.runner.GeneratedMain;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * Starts the registry with a file system for its H2 database whose writes are on the disk when they return: {@code
 * jdbc:h2:synced:<path>}. H2 itself leaves them in the page cache, whatever its write delay is.
 */
public final class SyncedRegistry {
    private SyncedRegistry() {}

    public static void main(String[] arguments) throws Exception {
        FilePath.register(new SyncedPath());
        GeneratedMain.main(arguments);
    }

    /** H2 makes one for every file by the constructor without parameters. */
    public static final class SyncedPath extends FilePathWrapper {
        @Override
        public String getScheme() {
            return "synced";
        }

        @Override
        public FileChannel open(String mode) throws IOException {
            return super.open(mode.equals("rw") ? "rwd" : mode);
        }
    }
}
