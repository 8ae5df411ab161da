package io.isotherm.cli.stack;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where Flink's processes and this command see the same files. */
record RecoveryFile(Path file) implements RecoveryNote {
    @Override
    public Optional<String> text() {
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            throw CliException.failed("cannot read " + file + ": " + Cause.of(e), "check its owner", e);
        }
    }

    @Override
    public void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw CliException.failed("cannot delete " + file + ": " + Cause.of(e), "delete it by hand", e);
        }
    }
}
