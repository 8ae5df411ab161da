package io.isotherm.job.sink;

/** Quotes names and text for ClickHouse. */
final class Sql {
    private Sql() {}

    static String name(String identifier) {
        return '`' + identifier.replace("\\", "\\\\").replace("`", "\\`") + '`';
    }

    static String text(String value) {
        return '\'' + value.replace("\\", "\\\\").replace("'", "\\'") + '\'';
    }

    static String table(String database, String table) {
        return name(database) + '.' + name(table);
    }
}
