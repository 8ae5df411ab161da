package io.isotherm.cli.sync;

import io.isotherm.cli.error.CliException;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.schema.PostgresColumn;
import io.isotherm.job.schema.PostgresTypes;
import io.isotherm.job.table.TableId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads from Postgres' catalog what {@code tables.yaml} lets be synced. */
final class SyncCatalog {
    private static final String TABLES = """
            SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND c.relpersistence <> 't'
              AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
            ORDER BY n.nspname, c.relname""";

    private static final String RELATION = """
            SELECT c.oid::bigint, c.relkind::text, greatest(c.reltuples, 0)::bigint AS estimate
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relname = ?""";

    private static final String LEAVES = """
            SELECT format('%I.%I', n.nspname, c.relname) AS name, c.relkind::text,
                   pg_relation_size(c.oid) / current_setting('block_size')::int AS pages,
                   greatest(c.reltuples, 0)::bigint AS estimate
            FROM pg_partition_tree(?::oid::regclass) p JOIN pg_class c ON c.oid = p.relid
            JOIN pg_namespace n ON n.oid = c.relnamespace WHERE p.isleaf""";

    /** Generated columns are not in the write-ahead log, so the stream does not have them either. */
    private static final String COLUMNS = """
            WITH RECURSIVE base(attnum, attname, declared, typid, typmod, required) AS (
              SELECT a.attnum, a.attname, a.atttypid, a.atttypid, a.atttypmod, a.attnotnull
              FROM pg_attribute a
              WHERE a.attrelid = ?::oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
              UNION ALL
              SELECT b.attnum, b.attname, b.declared, t.typbasetype, t.typtypmod, b.required
              FROM base b JOIN pg_type t ON t.oid = b.typid WHERE t.typtype = 'd'
            )
            SELECT b.attname, CASE WHEN t.typtype = 'b' THEN t.typname ELSE '' END AS typname, d.typname AS declared, t.typtype = 'e' AS is_enum, b.typmod, b.required
            FROM base b JOIN pg_type t ON t.oid = b.typid JOIN pg_type d ON d.oid = b.declared
            WHERE t.typtype <> 'd' ORDER BY b.attnum""";

    private static final String KEY = """
            SELECT a.attname FROM pg_index i
            CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, position)
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
            WHERE i.indrelid = ?::oid AND i.indisprimary AND k.position <= i.indnkeyatts ORDER BY k.position""";

    /** Whether an index lets no two rows have these columns alike, and none of them is NULL. */
    private static final String TELLS_ROWS_APART = """
            SELECT EXISTS (
              SELECT 1 FROM pg_index i
              WHERE i.indrelid = ?::oid AND i.indisunique AND i.indimmediate AND i.indisvalid AND i.indpred IS NULL
                AND i.indexprs IS NULL AND i.indnkeyatts = cardinality(?::text[])
                AND NOT EXISTS (
                  SELECT 1 FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, position)
                  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                  WHERE k.position <= i.indnkeyatts AND (a.attname <> ALL (?::text[]) OR NOT a.attnotnull)))""";

    private static final String INDEXED = """
            SELECT EXISTS (SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
            JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
            WHERE i.indrelid = ?::oid AND a.attname = ? AND m.amname = 'btree' AND i.indisvalid AND i.indpred IS NULL)""";

    private final Connection connection;
    private final String database;
    private final TablesConfig config;

    SyncCatalog(Connection connection, String database, TablesConfig config) {
        this.connection = connection;
        this.database = database;
        this.config = config;
    }

    /** Names of the tables for which {@code tables.yaml} says how they are synced. */
    List<TableId> declared() throws SQLException {
        List<TableId> tables = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(TABLES);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                TableId id = new TableId(database, rows.getString(1), rows.getString(2));
                if (config.syncOf(id).isPresent()) {
                    tables.add(id);
                }
            }
        }
        return tables;
    }

    /** @throws CliException if it is not there, is not in {@code tables.yaml}, or has no key */
    SyncedTable read(TableId id) throws SQLException {
        return read(id, (settings, oid) -> key(id, settings, oid));
    }

    /** Names of the columns that tell the rows of a table apart. */
    private interface KeyOf {
        List<String> table(TableSettings settings, long oid) throws SQLException;
    }

    private SyncedTable read(TableId id, KeyOf key) throws SQLException {
        TableSettings settings = config.settingsOf(id)
                .orElseThrow(() -> CliException.cannotRun(
                        id + " is not in tables.yaml", "add '- " + id.qualifiedName() + "' below sources." + database));
        try (PreparedStatement query = connection.prepareStatement(RELATION)) {
            query.setString(1, id.schema());
            query.setString(2, id.table());
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    throw CliException.cannotRun(
                            id + " does not exist in Postgres", "correct the name; a table of schema x is x.table");
                }
                long oid = row.getLong(1);
                return read(id, settings, oid, row.getString(2), row.getLong(3), key.table(settings, oid));
            }
        }
    }

    /** @throws CliException if it is not there, or is not in {@code tables.yaml} */
    SyncedTable readWithoutKey(TableId id) throws SQLException {
        return read(id, (settings, oid) -> List.of());
    }

    private SyncedTable read(TableId id, TableSettings settings, long oid, String kind, long estimate, List<String> key)
            throws SQLException {
        List<Relation> relations = new ArrayList<>();
        long estimatedRows = estimate;
        String name = quoted(id.schema()) + '.' + quoted(id.table());
        if (kind.equals("p")) {
            estimatedRows = leaves(oid, relations);
        } else {
            relations.add(relation(name, kind, pages(oid)));
        }
        String watermark = config.syncOf(id).map(sync -> sync.watermark()).orElse(null);
        return new SyncedTable(
                id,
                settings,
                config.syncOf(id),
                oid,
                columns(oid, settings),
                key,
                relations,
                relations.stream().allMatch(relation -> relation.name().startsWith("ONLY ")),
                watermark != null && isIndexed(oid, watermark),
                estimatedRows);
    }

    private List<String> key(TableId id, TableSettings settings, long oid) throws SQLException {
        List<String> declared = settings.key();
        List<String> key = declared.isEmpty() ? names(KEY, oid) : declared;
        if (key.isEmpty()) {
            throw CliException.cannotRun(
                    id + " has no primary key, by which its rows could be told apart",
                    "give it one in Postgres, declare a unique index's columns as key: [...], or leave it out of"
                            + " tables.yaml");
        }
        if (!declared.isEmpty() && !tellsRowsApart(oid, declared)) {
            throw CliException.cannotRun(
                    id + " has no unique index on exactly " + declared
                            + " that is valid and neither partial nor deferrable, with all columns NOT NULL, but key in"
                            + " tables.yaml names these columns",
                    "create the index, SET NOT NULL, or correct the key");
        }
        return key;
    }

    private boolean tellsRowsApart(long oid, List<String> key) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(TELLS_ROWS_APART)) {
            Array names = connection.createArrayOf("text", key.toArray());
            query.setLong(1, oid);
            query.setArray(2, names);
            query.setArray(3, names);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static Relation relation(String name, String kind, long pages) {
        boolean isHeap = kind.equals("r") || kind.equals("m");
        return new Relation(isHeap ? "ONLY " + name : name, isHeap ? Math.max(1, pages) : 0);
    }

    private long leaves(long oid, List<Relation> relations) throws SQLException {
        long estimate = 0;
        try (PreparedStatement query = connection.prepareStatement(LEAVES)) {
            query.setLong(1, oid);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    relations.add(relation(rows.getString(1), rows.getString(2), rows.getLong(3)));
                    estimate += rows.getLong(4);
                }
            }
        }
        return estimate;
    }

    private long pages(long oid) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT coalesce(pg_relation_size(?::oid), 0) / current_setting('block_size')::int")) {
            query.setLong(1, oid);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private boolean isIndexed(long oid, String column) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(INDEXED)) {
            query.setLong(1, oid);
            query.setString(2, column);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private List<PostgresColumn> columns(long oid, TableSettings settings) throws SQLException {
        Map<String, String> missing = MissingValues.of(connection, oid);
        List<PostgresColumn> columns = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
            query.setLong(1, oid);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    if (!settings.exclude().contains(rows.getString("attname")) && !isLeftOut(settings, rows)) {
                        columns.add(new PostgresColumn(
                                rows.getString("attname"),
                                rows.getString("typname"),
                                rows.getString("declared"),
                                rows.getBoolean("is_enum"),
                                rows.getInt("typmod"),
                                rows.getBoolean("required"),
                                missing.get(rows.getString("attname"))));
                    }
                }
            }
        }
        return columns;
    }

    private static boolean isLeftOut(TableSettings settings, ResultSet row) throws SQLException {
        return settings.onTrouble().excludesUnsupported()
                && !PostgresTypes.hasOwnForm(row.getString("typname"), row.getBoolean("is_enum"));
    }

    private List<String> names(String sql, long oid) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setLong(1, oid);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
