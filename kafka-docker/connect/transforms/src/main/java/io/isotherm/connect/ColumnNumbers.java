package io.isotherm.connect;

import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.relational.Tables.ColumnNameFilter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The numbers that Postgres' catalog gives columns. A column has the same one as long as it exists, whatever it is
 * called, and no other column of the table gets it: a column of another name and the same number was renamed, and of
 * that nothing else tells.
 *
 * <p>The log has names only, and the catalog may be ahead of it. Postgres sends columns in the order of their numbers
 * and adds columns behind all others. So the place of a column is its number if none was ever dropped and all are sent.
 * Else numbers are found by the present names; where these do not fit what was sent, nothing is told.
 */
final class ColumnNumbers {
    /** Schema parameter of a column. */
    static final String NUMBER = "isotherm.column.number";

    private static final String COLUMNS = """
            SELECT a.attname, a.attisdropped, a.attgenerated <> '' OR EXISTS (
                     SELECT 1 FROM pg_catalog.pg_publication_rel r
                     JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid
                     WHERE p.pubname = ? AND r.prrelid = c.oid AND to_jsonb(r) ->> 'prattrs' IS NOT NULL) AS may_be_away
            FROM pg_catalog.pg_attribute a
            JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 ORDER BY a.attnum""";

    /**
     * A column of the catalog; the first one has number 1.
     *
     * @param mayBeAway whether Postgres or Debezium may leave it out
     */
    record Column(String name, boolean isDropped, boolean mayBeAway) {}

    private ColumnNumbers() {}

    /** Every column that the table has, and those that it had. */
    static List<Column> read(PostgresConnection connection, PostgresConnectorConfig source, String schema, String table)
            throws SQLException {
        ColumnNameFilter sent = source.getColumnFilter();
        return connection.prepareQueryAndMap(
                COLUMNS,
                statement -> {
                    statement.setString(1, source.publicationName());
                    statement.setString(2, schema);
                    statement.setString(3, table);
                },
                rows -> columns(rows, name -> sent.matches(null, schema, table, name)));
    }

    private static List<Column> columns(ResultSet rows, Predicate<String> isSent) throws SQLException {
        List<Column> columns = new ArrayList<>();
        while (rows.next()) {
            String name = rows.getString(1);
            columns.add(new Column(name, rows.getBoolean(2), rows.getBoolean(3) || !isSent.test(name)));
        }
        return columns;
    }

    /**
     * By the name that the column was sent with; empty if they are not certain.
     *
     * @param sent names in the order of the log
     */
    static Map<String, Integer> of(List<String> sent, List<Column> catalog) {
        Map<String, Integer> byName = byName(sent, catalog);
        if (catalog.stream().anyMatch(column -> column.isDropped() || column.mayBeAway())) {
            return byName;
        }
        Map<String, Integer> byPlace = byPlace(sent);
        // names that fit in other places: a column is not sent, for a reason that is not known here
        return byName.isEmpty() || byName.equals(byPlace) ? byPlace : Map.of();
    }

    /** Empty if the names are not in the order of the numbers. */
    private static Map<String, Integer> byName(List<String> sent, List<Column> catalog) {
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < catalog.size(); i++) {
            if (!catalog.get(i).isDropped()) {
                numbers.put(catalog.get(i).name(), i + 1);
            }
        }
        int last = 0;
        for (String name : sent) {
            int number = numbers.getOrDefault(name, 0);
            if (number <= last) {
                return Map.of();
            }
            last = number;
        }
        numbers.keySet().retainAll(sent);
        return numbers;
    }

    private static Map<String, Integer> byPlace(List<String> sent) {
        Map<String, Integer> numbers = new HashMap<>();
        for (String name : sent) {
            numbers.put(name, numbers.size() + 1);
        }
        return numbers;
    }
}
