package io.isotherm.job.config;

import java.io.Serializable;

/**
 * What becomes of a table, or of a column, that cannot be replicated; otherwise {@code apply} names it as a mistake.
 */
public record OnTrouble(OnUnsupported unsupported, OnNoKey noKey) implements Serializable {
    /** Nothing is left out without a word. */
    public static final OnTrouble DEFAULTS = new OnTrouble(OnUnsupported.TEXT, OnNoKey.REPORT);

    /** A column of a type that has no form of its own in ClickHouse. */
    public enum OnUnsupported {
        /** Its values arrive as the text that Postgres prints. */
        TEXT,
        /** The table is left out and named. */
        REPORT,
        /** The column is left out, as with {@code exclude}. */
        EXCLUDE,
        /** The table is left out, as with {@code skip}. */
        SKIP
    }

    /** A table without a primary key. */
    public enum OnNoKey {
        /** The table is left out and named. */
        REPORT,
        /** The table is left out, as with {@code skip}. */
        SKIP,
        /** Every change becomes a row of its own. */
        APPEND
    }

    public boolean takesTexts() {
        return unsupported == OnUnsupported.TEXT;
    }

    public boolean excludesUnsupported() {
        return unsupported == OnUnsupported.EXCLUDE;
    }
}
