package io.isotherm.cli.settings;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A {@link DurableFile} by which a command tells a later one what it has done or begun. */
public record NoteFile(Path path) {
    public boolean exists() {
        return Files.exists(path);
    }

    /** Without white space around it; empty if there is no file. */
    public Optional<String> text() {
        try {
            return exists() ? Optional.of(Files.readString(path).strip()) : Optional.empty();
        } catch (IOException e) {
            throw CliException.failed("cannot read " + path + ": " + Cause.of(e), "check its owner", e);
        }
    }

    public void write(String text) {
        write(text, "check its owner and free space");
    }

    /** @param remedy what to do if that fails */
    public void write(String text, String remedy) {
        try {
            Files.createDirectories(path.getParent());
            DurableFile.write(path, text + "\n");
        } catch (IOException e) {
            throw CliException.failed("cannot write " + path + ": " + Cause.of(e), remedy, e);
        }
    }

    /** Changes nothing if there is no file. */
    public void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw CliException.failed("cannot delete " + path + ": " + Cause.of(e), "delete it by hand", e);
        }
    }
}
