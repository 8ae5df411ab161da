package io.isotherm.cli.verify;

/**
 * A column of a Postgres table.
 *
 * @param number tells it from an earlier or later column of the same name
 * @param type name of the base type, domains resolved, such as {@code int4} or {@code bpchar}
 * @param enumType whether the base type is an enum
 * @param scale digits after the point of a {@code numeric(p,s)}, or -1 if not declared
 * @param declaration the base type as it is written in a cast, quoted by Postgres, such as {@code character(5)}
 */
record SourceColumn(int number, String name, String type, boolean enumType, int scale, String declaration) {

    /** The column as SQL, of the table alias {@code t}. */
    String reference() {
        return "t." + Sql.sourceName(name);
    }
}
