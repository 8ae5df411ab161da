package io.isotherm.cli.stack;

import io.isotherm.cli.settings.NoteFile;
import java.nio.file.Path;
import java.util.Optional;

/** Where Flink's processes and this command see the same files. */
record RecoveryFile(Path file) implements RecoveryNote {
    @Override
    public Optional<String> text() {
        return new NoteFile(file).text();
    }

    @Override
    public void delete() {
        new NoteFile(file).delete();
    }
}
