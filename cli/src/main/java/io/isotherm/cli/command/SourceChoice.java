package io.isotherm.cli.command;

import io.isotherm.cli.error.CliException;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.util.Set;

/** Which source a table belongs to. */
final class SourceChoice {
    static final String DESCRIPTION = "The table's database; needed if tables.yaml has several sources.";

    private SourceChoice() {}

    /** @param source as the operator named it, or null */
    static TableId of(TablesConfig config, String source, String table) {
        Set<String> known = config.databases();
        if (source == null && known.size() > 1) {
            throw CliException.cannotRun(
                    "tables.yaml has several sources: " + String.join(", ", known), "name one of them: --source");
        }
        if (source != null && !known.contains(source)) {
            throw CliException.cannotRun(
                    "tables.yaml has no source '" + source + "'", "known are " + String.join(", ", known));
        }
        return TableId.of(source == null ? known.iterator().next() : source, table);
    }
}
