package io.isotherm.cli.verify;

import java.util.List;
import java.util.Map;

/**
 * One key whose rows are not the same on both sides.
 *
 * @param key column names and values, in key order
 * @param columns names of the differing columns, for {@link Kind#DIFFERENT} only
 * @param values per differing column the text in Postgres and in ClickHouse; empty unless asked for
 */
public record Difference(Kind kind, Map<String, String> key, List<String> columns, Map<String, List<String>> values) {

    /** What is wrong with a key. */
    public enum Kind {
        /** In Postgres, not in ClickHouse. */
        MISSING,
        /** In ClickHouse, not in Postgres. */
        EXTRA,
        /** Once in Postgres, more than once in ClickHouse. */
        DUPLICATE,
        /** On both sides with other values. */
        DIFFERENT
    }
}
