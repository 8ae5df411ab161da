package io.isotherm.cli.source;

import io.isotherm.job.table.TableId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads tables, columns and the publication from a source's system catalogs. */
final class SourceCatalog {
    /** Ordinary and partitioned tables; a partition is part of its root. */
    private static final String TABLES = """
            SELECT n.nspname, c.relname,
                   coalesce((SELECT array_agg(a.attname::text ORDER BY k.position)
                             FROM pg_index i
                             CROSS JOIN LATERAL unnest(i.indkey::int[]) WITH ORDINALITY AS k(attnum, position)
                             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                             WHERE i.indrelid = c.oid AND i.indisprimary), '{}') AS key_columns
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence = 'p'
              AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
            ORDER BY n.nspname, c.relname
            """;

    /** A domain may stand on another domain, so its base type is searched downwards. */
    private static final String COLUMNS = """
            WITH RECURSIVE base AS (
              SELECT oid AS type, oid, typname, typtype, typbasetype FROM pg_type
              UNION ALL
              SELECT b.type, t.oid, t.typname, t.typtype, t.typbasetype
              FROM base b JOIN pg_type t ON t.oid = b.typbasetype WHERE b.typtype = 'd'
            )
            SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod) AS type,
                   b.typname, b.typtype
            FROM pg_attribute a
            JOIN pg_class c ON c.oid = a.attrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN base b ON b.type = a.atttypid AND b.typtype <> 'd'
            WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND NOT c.relispartition
              AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
            ORDER BY n.nspname, c.relname, a.attnum
            """;

    private final Connection connection;
    private final String database;

    SourceCatalog(Connection connection, String database) {
        this.connection = connection;
        this.database = database;
    }

    /** Every table of the database, the system's excepted. */
    List<SourceTable> tables() throws SQLException {
        Map<TableId, List<SourceTable.Column>> columns = columns();
        List<SourceTable> tables = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(TABLES);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                TableId id = new TableId(database, rows.getString("nspname"), rows.getString("relname"));
                Array key = rows.getArray("key_columns");
                tables.add(
                        new SourceTable(id, columns.getOrDefault(id, List.of()), List.of((String[]) key.getArray())));
            }
        }
        return tables;
    }

    private Map<TableId, List<SourceTable.Column>> columns() throws SQLException {
        Map<TableId, List<SourceTable.Column>> columns = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement(COLUMNS);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                TableId id = new TableId(database, rows.getString("nspname"), rows.getString("relname"));
                columns.computeIfAbsent(id, table -> new ArrayList<>())
                        .add(new SourceTable.Column(
                                rows.getString("attname"),
                                rows.getString("type"),
                                rows.getString("typname"),
                                rows.getString("typtype").charAt(0)));
            }
        }
        return columns;
    }

    boolean publicationExists(String publication) throws SQLException {
        return exists("SELECT 1 FROM pg_publication WHERE pubname = ?", publication);
    }

    boolean roleExists(String role) throws SQLException {
        return exists("SELECT 1 FROM pg_roles WHERE rolname = ?", role);
    }

    boolean databaseExists(String name) throws SQLException {
        return exists("SELECT 1 FROM pg_database WHERE datname = ?", name);
    }

    private boolean exists(String sql, String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, name);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** Tables of a publication as {@code schema.table}. */
    Set<String> publishedTables(String publication) throws SQLException {
        Set<String> tables = new TreeSet<>();
        try (PreparedStatement query =
                connection.prepareStatement("SELECT n.nspname || '.' || c.relname FROM pg_publication_rel r"
                        + " JOIN pg_publication p ON p.oid = r.prpubid JOIN pg_class c ON c.oid = r.prrelid"
                        + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE p.pubname = ?")) {
            query.setString(1, publication);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
        }
        return tables;
    }
}
