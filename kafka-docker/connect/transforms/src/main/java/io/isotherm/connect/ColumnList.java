package io.isotherm.connect;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Columns in a setting: each {@code schema.table.column}, encoded as in a URL, for a name may have a comma or end in a
 * blank.
 */
final class ColumnList {
    private ColumnList() {}

    /** @param setting its parts, between which there was a comma */
    static List<String> decoded(List<String> setting) {
        return setting.stream()
                .filter(column -> !column.isEmpty())
                .map(ColumnList::decoded)
                .toList();
    }

    static String decoded(String column) {
        return URLDecoder.decode(column, StandardCharsets.UTF_8);
    }
}
