package io.isotherm.cli.export;

import io.isotherm.cli.error.CliException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that has its name only when it is whole. */
public final class WholeFile {
    private final Path file;

    private WholeFile(Path file) {
        this.file = file;
    }

    /** What fills a file. */
    public interface Content {
        /** @return the bytes written */
        long writeTo(OutputStream out) throws IOException, InterruptedException;
    }

    /** @throws CliException if it is there already and must not be replaced */
    public static WholeFile named(Path file, boolean overwrite) {
        if (Files.exists(file) && !overwrite) {
            throw CliException.cannotRun(file + " is there already", "name another one, or say --overwrite");
        }
        return new WholeFile(file);
    }

    /** @return its bytes */
    public long write(Content content) throws IOException, InterruptedException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        // Ctrl-C ends the JVM without the block below
        part.toFile().deleteOnExit();
        try {
            long bytes;
            try (OutputStream out = Files.newOutputStream(part)) {
                bytes = content.writeTo(out);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            return bytes;
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
