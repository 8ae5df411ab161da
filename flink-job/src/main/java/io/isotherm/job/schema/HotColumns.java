package io.isotherm.job.schema;

import java.util.Set;

/** Columns that every hot table has besides those of its source. */
public final class HotColumns {
    private static final Set<String> OWN = Set.of("_version", "_is_deleted", "_committed_at", "_ingested_at");

    private HotColumns() {}

    /** Whether a column of the source cannot have this name. */
    public static boolean isOwn(String column) {
        return OWN.contains(column);
    }
}
