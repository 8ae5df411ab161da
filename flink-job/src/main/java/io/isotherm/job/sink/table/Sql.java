package io.isotherm.job.sink.table;

/** Quotes names and text for ClickHouse. */
public final class Sql {
    private Sql() {}

    public static String name(String identifier) {
        return '`' + identifier.replace("\\", "\\\\").replace("`", "\\`") + '`';
    }

    public static String text(String value) {
        return '\'' + value.replace("\\", "\\\\").replace("'", "\\'") + '\'';
    }

    public static String table(String database, String table) {
        return name(database) + '.' + name(table);
    }
}
