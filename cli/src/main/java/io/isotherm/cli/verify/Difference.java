package io.isotherm.cli.verify;

import java.util.List;
import java.util.Map;

/**
 * One key whose rows are not the same on both sides.
 *
 * @param key column names and values, in key order
 * @param columns names of the differing columns, for {@link Kind#DIFFERENT} only
 * @param values per differing column the text in Postgres and in ClickHouse; empty unless asked for
 * @param version {@code _version} of the row in ClickHouse, for {@link Kind#EXTRA} only, else empty
 */
public record Difference(
        Kind kind, Map<String, String> key, List<String> columns, Map<String, List<String>> values, String version) {

    /** One that needs no version. */
    Difference(Kind kind, Map<String, String> key, List<String> columns, Map<String, List<String>> values) {
        this(kind, key, columns, values, "");
    }

    /** What is wrong with a key. */
    public enum Kind {
        /** In Postgres, not in ClickHouse. */
        MISSING("missing in ClickHouse"),
        /** In ClickHouse, not in Postgres. */
        EXTRA("extra in ClickHouse"),
        /** Once in Postgres, more than once in ClickHouse. */
        DUPLICATE("more than once in ClickHouse"),
        /** On both sides with other values. */
        DIFFERENT("different");

        private final String description;

        Kind(String description) {
            this.description = description;
        }

        /** In words, for a sentence about a key. */
        public String description() {
            return description;
        }
    }
}
