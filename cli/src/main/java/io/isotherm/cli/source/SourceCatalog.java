package io.isotherm.cli.source;

import io.isotherm.cli.source.SourceTable.Identity;
import io.isotherm.cli.source.SourceTable.UniqueIndex;
import io.isotherm.job.table.TableId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
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
                             WHERE i.indrelid = c.oid AND i.indisprimary AND k.position <= i.indnkeyatts), '{}') AS key_columns,
                   CASE WHEN c.relkind = 'r' THEN ARRAY(
                     SELECT kn.nspname || '.' || k.relname
                     FROM pg_inherits h JOIN pg_class k ON k.oid = h.inhrelid JOIN pg_namespace kn ON kn.oid = k.relnamespace
                     WHERE h.inhparent = c.oid ORDER BY 1) ELSE '{}' END AS children,
                   c.relrowsecurity AND NOT EXISTS (
                     SELECT 1 FROM pg_roles r WHERE r.rolname = ? AND (
                       r.rolsuper OR r.rolbypassrls
                       OR pg_has_role(r.oid, c.relowner, 'USAGE') AND NOT c.relforcerowsecurity
                       OR coalesce((
                         SELECT bool_or(y.polpermissive) AND bool_and(y.is_true OR y.polpermissive)
                         FROM (SELECT polpermissive, pg_get_expr(polqual, polrelid) = 'true' AS is_true FROM pg_policy
                               WHERE polrelid = c.oid AND polcmd IN ('r', '*') AND (0 = ANY (polroles) OR EXISTS (
                                 SELECT 1 FROM unnest(polroles) u WHERE pg_has_role(r.oid, u, 'USAGE')))) y
                         WHERE y.is_true OR NOT y.polpermissive), false))) AS hides_rows
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence IN ('p', 'u')
              AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
            ORDER BY n.nspname, c.relname
            """;

    /**
     * A domain may stand on another domain, so its base type is searched downwards. A type is hidden whose schema is
     * searched behind another one that has a type of the same name.
     */
    private static final String COLUMNS = """
            WITH RECURSIVE base AS (
              SELECT oid AS type, oid, typname, typtype, typbasetype FROM pg_type
              UNION ALL
              SELECT b.type, t.oid, t.typname, t.typtype, t.typbasetype
              FROM base b JOIN pg_type t ON t.oid = b.typbasetype WHERE b.typtype = 'd'
            )
            SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod) AS type,
                   b.typname, CASE WHEN t.typcategory <> 'A' AND NOT pg_type_is_visible(t.oid)
                     AND t.typnamespace::regnamespace::text = ANY (current_schemas(false))
                     AND NOT (t.typtype = 'd' AND t.typname = b.typname) THEN 'x' ELSE b.typtype END AS typtype, a.attgenerated <> '' AS generated,
                   a.attnotnull AND NOT EXISTS (
                     SELECT 1 FROM pg_constraint n
                     WHERE n.conrelid = a.attrelid AND n.contype = 'n' AND n.conkey[1] = a.attnum AND NOT n.convalidated)
                     AS required
            FROM pg_attribute a
            JOIN pg_class c ON c.oid = a.attrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN base b ON b.type = a.atttypid AND b.typtype <> 'd'
            JOIN pg_type t ON t.oid = a.atttypid
            WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND NOT c.relispartition
              AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
            ORDER BY n.nspname, c.relname, a.attnum
            """;

    /** A partition that holds rows has an identity of its own; that of a partitioned table means nothing. */
    private static final String IDENTITIES = """
            WITH RECURSIVE tree(root, oid) AS (
              SELECT c.oid, c.oid FROM pg_class c
              WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence IN ('p', 'u')
              UNION ALL
              SELECT t.root, h.inhrelid FROM tree t
              JOIN pg_class c ON c.oid = t.oid AND c.relkind = 'p' JOIN pg_inherits h ON h.inhparent = t.oid
            )
            SELECT n.nspname, c.relname, pn.nspname || '.' || p.relname AS holder,
                   CASE p.relpersistence WHEN 'u' THEN 'u' ELSE p.relreplident END AS relreplident,
                   ARRAY(SELECT a.attname::text
                         FROM pg_index i
                         JOIN pg_attribute a ON a.attrelid = i.indrelid
                          AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])
                         WHERE i.indrelid = p.oid AND i.indisvalid AND i.indimmediate
                           AND CASE p.relreplident WHEN 'd' THEN i.indisprimary WHEN 'i' THEN i.indisreplident END) AS columns,
                   current_setting('server_version_num')::int >= 180000 AS refuses_generated,
                   EXISTS (SELECT 1 FROM pg_index i
                           WHERE i.indrelid = p.oid AND i.indisprimary AND NOT i.indimmediate) AS key_is_deferrable
            FROM tree t
            JOIN pg_class c ON c.oid = t.root
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_class p ON p.oid = t.oid AND p.relkind = 'r'
            JOIN pg_namespace pn ON pn.oid = p.relnamespace
            WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
            ORDER BY n.nspname, c.relname, holder
            """;

    /** Those that hold at any time for all rows: neither deferrable nor partial, and on columns only. */
    private static final String UNIQUE_INDEXES = """
            SELECT n.nspname, c.relname, x.relname AS index,
                   ARRAY(SELECT a.attname::text
                         FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, position)
                         JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                         WHERE k.position <= i.indnkeyatts ORDER BY k.position) AS columns
            FROM pg_index i
            JOIN pg_class c ON c.oid = i.indrelid
            JOIN pg_class x ON x.oid = i.indexrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
              AND i.indisunique AND i.indimmediate AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
              AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
            ORDER BY n.nspname, c.relname, i.indnkeyatts, x.relname
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
        Map<TableId, List<Identity>> identities = identities();
        Map<TableId, List<UniqueIndex>> unique = uniqueIndexes();
        List<SourceTable> tables = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(TABLES)) {
            query.setString(1, PostgresSource.REPLICATION_ROLE);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    TableId id = idOf(rows);
                    tables.add(new SourceTable(
                            id,
                            columns.getOrDefault(id, List.of()),
                            new SourceTable.Keys(names(rows, "key_columns"), false, unique.getOrDefault(id, List.of())),
                            identities.getOrDefault(id, List.of()),
                            names(rows, "children"),
                            rows.getBoolean("hides_rows")));
                }
            }
        }
        return tables;
    }

    private TableId idOf(ResultSet row) throws SQLException {
        return new TableId(database, row.getString("nspname"), row.getString("relname"));
    }

    private static List<String> names(ResultSet row, String column) throws SQLException {
        Array names = row.getArray(column);
        return List.of((String[]) names.getArray());
    }

    private Map<TableId, List<Identity>> identities() throws SQLException {
        Map<TableId, List<Identity>> identities = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(IDENTITIES);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                identities
                        .computeIfAbsent(idOf(rows), table -> new ArrayList<>())
                        .add(new Identity(
                                rows.getString("holder"),
                                rows.getString("relreplident").charAt(0),
                                names(rows, "columns"),
                                rows.getBoolean("refuses_generated"),
                                rows.getBoolean("key_is_deferrable")));
            }
        }
        return identities;
    }

    private Map<TableId, List<UniqueIndex>> uniqueIndexes() throws SQLException {
        Map<TableId, List<UniqueIndex>> indexes = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(UNIQUE_INDEXES);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                indexes.computeIfAbsent(idOf(rows), table -> new ArrayList<>())
                        .add(new UniqueIndex(rows.getString("index"), names(rows, "columns")));
            }
        }
        return indexes;
    }

    private Map<TableId, List<SourceTable.Column>> columns() throws SQLException {
        Map<TableId, List<SourceTable.Column>> columns = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement(COLUMNS);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                columns.computeIfAbsent(idOf(rows), table -> new ArrayList<>())
                        .add(new SourceTable.Column(
                                rows.getString("attname"),
                                rows.getString("type"),
                                rows.getString("typname"),
                                rows.getString("typtype").charAt(0),
                                rows.getBoolean("generated"),
                                rows.getBoolean("required")));
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
