package io.isotherm.demo.traffic;

/**
 * Rows that operations draw from, as a query with one parameter, an array of numbers in [0, 1): it returns the distinct
 * keys, in ascending order, of the first row at or after each of these parts of the way from the lowest to the highest
 * key. Through the primary key's index this costs the same in a table of any size.
 */
record Rows(String pickSql) {

    /**
     * @param key a column of whole numbers with an index
     * @param bounds condition on the rows between whose keys is drawn
     * @param where condition on the rows drawn, in which {@code t} is the table
     */
    static Rows of(String table, String key, String bounds, String where) {
        return new Rows("""
                SELECT DISTINCT picked.key
                FROM (SELECT min(%2$s) AS low, max(%2$s) AS high FROM %1$s WHERE %3$s) AS bounds,
                     unnest(?::float8[]) AS probe (part),
                     LATERAL (SELECT t.%2$s AS key FROM %1$s AS t
                              WHERE t.%2$s >= low + floor(part * (high - low + 1))::bigint AND (%4$s)
                              ORDER BY t.%2$s LIMIT 1) AS picked
                ORDER BY picked.key""".formatted(table, key, bounds, where));
    }
}
