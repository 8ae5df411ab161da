package io.isotherm.cli.verify;

/** Quoting of identifiers and literals. Of the values of rows only ends of ranges are put into SQL by these. */
public final class Sql {
    private Sql() {}

    /** A Postgres identifier. */
    public static String sourceName(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A Postgres text. */
    static String sourceText(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }

    /** A ClickHouse text. */
    static String targetText(String text) {
        return '\'' + text.replace("\\", "\\\\").replace("'", "\\'") + '\'';
    }

    /** A ClickHouse identifier. */
    public static String targetName(String name) {
        return '`' + name.replace("\\", "\\\\").replace("`", "\\`") + '`';
    }
}
