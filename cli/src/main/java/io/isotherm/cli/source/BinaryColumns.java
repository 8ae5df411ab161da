package io.isotherm.cli.source;

import io.isotherm.job.table.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Columns of type {@code bytea}, or of a domain over it. In ClickHouse they are strings, as texts are. */
public final class BinaryColumns {
    private static final String COLUMNS = """
            WITH RECURSIVE binary_type AS (
              SELECT 'bytea'::regtype::oid AS oid
              UNION
              SELECT t.oid FROM pg_type t JOIN binary_type b ON t.typbasetype = b.oid WHERE t.typtype = 'd'
            )
            SELECT n.nspname, c.relname, a.attname
            FROM pg_attribute a
            JOIN binary_type b ON b.oid = a.atttypid
            JOIN pg_class c ON c.oid = a.attrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
            """;

    private BinaryColumns() {}

    /** Their names; a table without one is left out. */
    public static Map<TableId, Set<String>> of(Connection source, String database) throws SQLException {
        Map<TableId, Set<String>> columns = new HashMap<>();
        try (PreparedStatement query = source.prepareStatement(COLUMNS);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                TableId table = new TableId(database, rows.getString("nspname"), rows.getString("relname"));
                columns.computeIfAbsent(table, id -> new TreeSet<>()).add(rows.getString("attname"));
            }
        }
        return columns;
    }
}
