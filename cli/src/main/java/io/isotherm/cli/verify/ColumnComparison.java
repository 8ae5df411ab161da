package io.isotherm.cli.verify;

import java.util.Optional;

/**
 * How one column is compared: an SQL expression for each server, which give the same text for equal values.
 *
 * @param name the column's name, the same on both sides
 * @param sourceEncoding Postgres text that is never NULL and in which no value is a prefix of another one's encoding
 *     followed by a separator: {@code ~} for NULL, {@code length:text} for free text, a closed alphabet otherwise
 * @param targetEncoding the same as a ClickHouse expression
 * @param sourceText the value for people and for finding a key again, as Postgres text
 * @param targetText the same as a ClickHouse expression
 * @param parse turns such a text back into the column's types
 * @param reservation why the comparison says less than "equal values", if it does
 */
record ColumnComparison(
        String name,
        String sourceEncoding,
        String targetEncoding,
        String sourceText,
        String targetText,
        Parse parse,
        Optional<String> reservation) {

    /** What an absent value is encoded as. */
    static final String NULL = "'~'";

    /**
     * SQL with {@code %s} in place of a text, which gives the column's type on either server.
     *
     * @param target fails for a text that the column cannot hold
     * @param targetOrNull the same, NULL for such a text
     */
    record Parse(String source, String target, String targetOrNull) {
        static Parse casts(SourceColumn source, TargetColumn target) {
            return new Parse(
                    "(%s)::" + source.declaration(),
                    "CAST(%s AS " + target.baseType() + ")",
                    "accurateCastOrNull(%s, " + Sql.targetText(target.baseType()) + ")");
        }

        String source(String text) {
            return source.replace("%s", text);
        }

        String target(String text) {
            return target.replace("%s", text);
        }

        String targetOrNull(String text) {
            return targetOrNull.replace("%s", text);
        }
    }
}
