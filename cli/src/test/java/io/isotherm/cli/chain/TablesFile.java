package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The {@code tables.yaml} of a stack that several test classes use: each changes what it said of its own tables. */
record TablesFile(Path path) {
    /** Adds an entry, before the shop's patterns. */
    void add(String entry) throws IOException {
        edit("(?m)^( +- )(?=public\\.orders)", "$1" + entry + "\n$1");
    }

    /**
     * Changes the entry of one table.
     *
     * @param pattern of the part that is replaced, which must be there
     */
    void change(String table, String pattern, String by) throws IOException {
        assertThat(edit("(?m)(^ +- public\\." + table + ":.*?)" + pattern, "$1" + by))
                .as("%s of %s", pattern, table)
                .isTrue();
    }

    /** Removes the entry of a table, where there is one. */
    void remove(String table) throws IOException {
        edit("(?m)^ +- public\\." + table + ":.*\n", "");
    }

    private boolean edit(String pattern, String by) throws IOException {
        String before = Files.readString(path);
        String after = before.replaceFirst(pattern, by);
        Files.writeString(path, after);
        return !after.equals(before);
    }
}
