package io.isotherm.job.schema;

/**
 * SQL of Postgres for the texts that the connector sends. Rows that are copied and rows that are compared have to be
 * rendered alike.
 */
public final class SourceSql {
    private SourceSql() {}

    /**
     * The text as the type's output function prints it: a cast to text would strip the padding of char(n) and add a
     * mask to an address.
     *
     * @param value expression of any type
     */
    public static String outputText(String value) {
        return "CASE WHEN " + value + " IS NULL THEN NULL ELSE concat(" + value + ") END";
    }

    /**
     * The connector's form of an interval: every part, seconds without trailing zeros; an infinite one has no parts.
     *
     * @param value expression of type interval
     */
    public static String isoInterval(String value) {
        return "CASE WHEN " + value + " IS NULL THEN NULL WHEN NOT isfinite(" + value + ") THEN " + value
                + "::text ELSE format('P%sY%sM%sDT%sH%sM%sS', extract(year FROM " + value + "), extract(month FROM "
                + value + "), extract(day FROM " + value + "), extract(hour FROM " + value + "), extract(minute FROM "
                + value + "), trim_scale(extract(second FROM " + value + "))) END";
    }
}
