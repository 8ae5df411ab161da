package io.isotherm.cli.source;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.DurableFile;
import io.isotherm.cli.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Tables of a source that are published and that the connector was not asked to read yet. Of a table that was dropped
 * and made again nothing else would tell that, once a command has published it and was ended.
 */
final class TablesToRead {
    private final Path file;

    TablesToRead(Settings settings, String database) {
        this.file = settings.runFolder().resolve("to-read." + database);
    }

    /** As {@code schema.table}. */
    Set<String> known() {
        try {
            return Files.exists(file) ? Set.copyOf(Files.readAllLines(file)) : Set.of();
        } catch (IOException e) {
            throw CliException.failed("cannot read " + file + ": " + Cause.of(e), "check its owner", e);
        }
    }

    void remember(Set<String> tables) {
        try {
            DurableFile.write(file, String.join("\n", tables) + "\n");
        } catch (IOException e) {
            throw CliException.failed("cannot write " + file + ": " + Cause.of(e), "check its owner and free space", e);
        }
    }

    void forget() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw CliException.failed("cannot delete " + file + ": " + Cause.of(e), "delete it by hand", e);
        }
    }
}
