package io.isotherm.cli.source;

import io.isotherm.cli.settings.NoteFile;
import io.isotherm.cli.settings.Settings;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

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

    /** Beside those that are known. */
    void add(Collection<String> tables) {
        if (!tables.isEmpty()) {
            Set<String> all = new TreeSet<>(known());
            all.addAll(tables);
            become(all);
        }
    }

    /**
     * As it was before a change that has failed. Of tables that the change left out nothing was sent while they were
     * not published.
     *
     * @param before those of a run that was killed, too
     * @param unread that wait for another reason
     * @param published before the change, and again
     * @param kept of them by the change
     */
    void restore(
            Collection<String> before,
            Collection<String> unread,
            Collection<String> published,
            Collection<String> kept) {
        Set<String> all = new TreeSet<>(published);
        all.removeAll(kept);
        all.addAll(before);
        all.addAll(unread);
        become(all);
    }

    /** These and no others. */
    void become(Collection<String> tables) {
        if (tables.isEmpty()) {
            file.delete();
        } else {
            file.write(String.join("\n", tables));
        }
    }
}
