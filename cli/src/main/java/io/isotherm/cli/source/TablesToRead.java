package io.isotherm.cli.source;

import io.isotherm.cli.settings.NoteFile;
import io.isotherm.cli.settings.Settings;
import java.util.Set;

/**
 * Tables of a source that are published and that the connector was not asked to read yet. Of a table that was dropped
 * and made again nothing else would tell that, once a command has published it and was ended.
 */
final class TablesToRead {
    private final NoteFile file;

    TablesToRead(Settings settings, String database) {
        this.file = new NoteFile(settings.runFolder().resolve("to-read." + database));
    }

    /** As {@code schema.table}. */
    Set<String> known() {
        return file.text().map(text -> Set.of(text.split("\n"))).orElse(Set.of());
    }

    void remember(Set<String> tables) {
        file.write(String.join("\n", tables));
    }

    void forget() {
        file.delete();
    }
}
