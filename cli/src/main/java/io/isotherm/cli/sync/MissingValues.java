package io.isotherm.cli.sync;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * What rows show in columns that were added after they were written, as Postgres' catalog has it: the connector asks
 * the same.
 */
final class MissingValues {
    /**
     * A partition that was made later has no such rows. Type 790 is money, whose text depends on the server's locale.
     */
    private static final String VALUES = """
            SELECT a.attname, min(v.value) AS value
            FROM (SELECT ?::oid AS oid UNION SELECT relid FROM pg_partition_tree(?::oid::regclass)) holder
            JOIN pg_attribute a ON a.attrelid = holder.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.atthasmissing
            JOIN pg_type t ON t.oid = a.atttypid
            CROSS JOIN LATERAL (
              SELECT CASE WHEN 790 IN (t.oid, t.typbasetype) THEN (a.attmissingval::text::money[])[1]::numeric::text
                     ELSE (a.attmissingval::text::text[])[1] END AS value) v
            GROUP BY a.attname HAVING count(DISTINCT v.value) = 1""";

    private static final String[] SETTINGS = {
        "SET LOCAL TimeZone = 'UTC'",
        "SET LOCAL DateStyle = 'ISO'",
        "SET LOCAL IntervalStyle = 'postgres'",
        "SET LOCAL bytea_output = 'hex'",
        "SET LOCAL extra_float_digits = 1"
    };

    private MissingValues() {}

    /**
     * @param connection in auto-commit mode
     * @return texts by column, as Postgres prints them in UTC
     */
    static Map<String, String> of(Connection connection, long table) throws SQLException {
        Map<String, String> values = new HashMap<>();
        connection.setAutoCommit(false);
        try (Statement settings = connection.createStatement();
                PreparedStatement query = connection.prepareStatement(VALUES)) {
            for (String setting : SETTINGS) {
                settings.execute(setting);
            }
            query.setLong(1, table);
            query.setLong(2, table);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    values.put(rows.getString("attname"), rows.getString("value"));
                }
            }
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        return values;
    }
}
