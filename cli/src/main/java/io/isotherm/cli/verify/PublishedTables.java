package io.isotherm.cli.verify;

import io.isotherm.cli.error.CliException;
import io.isotherm.job.config.PipelineNames;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.schema.PostgresTypes;
import io.isotherm.job.table.TableId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads from Postgres' catalog which tables the publication {@code isotherm_<database>} holds, and their columns; of a
 * batch source those that are synced.
 */
public final class PublishedTables {
    private static final String PUBLISHED = """
            SELECT p.schemaname, p.tablename, p.attnames, p.rowfilter, ARRAY(
                SELECT attname::text FROM pg_attribute
                WHERE attrelid = c.oid AND attgenerated <> '' AND NOT attisdropped ORDER BY attnum)
            FROM pg_publication_tables p
            JOIN pg_namespace n ON n.nspname = p.schemaname
            JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = p.tablename
            WHERE p.pubname = ? ORDER BY p.schemaname, p.tablename""";

    /** The same of a batch source, which has no publication; generated columns are read as little there. */
    private static final String ALL = """
            SELECT n.nspname, c.relname, ARRAY(
                SELECT attname::text FROM pg_attribute
                WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum), NULL::text, ARRAY(
                SELECT attname::text FROM pg_attribute
                WHERE attrelid = c.oid AND attgenerated <> '' AND NOT attisdropped ORDER BY attnum)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND c.relpersistence <> 't'
              AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
            ORDER BY n.nspname, c.relname""";

    private static final String PUBLICATION_EXISTS = "SELECT 1 FROM pg_publication WHERE pubname = ?";

    /** Domains are followed down to their base type; a domain's own modifier wins over the column's. */
    private static final String COLUMNS = """
            WITH RECURSIVE base(attnum, attname, typid, typmod) AS (
              SELECT a.attnum, a.attname, a.atttypid, a.atttypmod
              FROM pg_attribute a
              JOIN pg_class c ON c.oid = a.attrelid
              JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped AND a.attname = ANY (?)
                AND a.attgenerated = ''
              UNION ALL
              SELECT b.attnum, b.attname, t.typbasetype, t.typtypmod
              FROM base b JOIN pg_type t ON t.oid = b.typid WHERE t.typtype = 'd'
            )
            SELECT b.attnum, b.attname, CASE WHEN t.typtype = 'b' THEN t.typname ELSE '' END AS typname, t.typtype = 'e' AS enum_type, b.typmod, format_type(b.typid, b.typmod) AS declaration
            FROM base b JOIN pg_type t ON t.oid = b.typid
            WHERE t.typtype <> 'd' ORDER BY b.attnum""";

    private static final String KEY = """
            SELECT a.attname
            FROM (
              SELECT i.indrelid, i.indkey, i.indnkeyatts
              FROM pg_index i
              JOIN pg_class c ON c.oid = i.indrelid
              JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = ? AND c.relname = ? AND (i.indisprimary OR i.indisreplident)
              ORDER BY i.indisprimary DESC LIMIT 1
            ) i
            CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, position)
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
            WHERE k.position <= i.indnkeyatts ORDER BY k.position""";

    /**
     * A numeric's modifier is ((precision << 16) | 11 bits of scale) + 4, see numerictypmodin in Postgres' numeric.c.
     */
    private static final int MODIFIER_OFFSET = 4;

    private static final int SCALE_MASK = 0x7ff;
    private static final int NEGATIVE_SCALE = 0x400;

    private final Connection connection;

    public PublishedTables(Connection connection) {
        this.connection = connection;
    }

    /** Names of the tables that the publication holds and {@code tables.yaml} replicates. */
    public List<TableId> replicatedTables(String database, TablesConfig config) throws SQLException {
        return read(database, config, false).stream().map(ReplicatedTable::id).toList();
    }

    /**
     * The same with columns and keys.
     *
     * @throws CliException if the publication does not exist
     */
    List<ReplicatedTable> read(String database, TablesConfig config) throws SQLException {
        return read(database, config, true);
    }

    private List<ReplicatedTable> read(String database, TablesConfig config, boolean details) throws SQLException {
        boolean isBatch = config.sourceOf(database).isBatch();
        String publication = PipelineNames.publication(database);
        if (!isBatch) {
            requirePublication(publication, database);
        }
        List<ReplicatedTable> tables = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(isBatch ? ALL : PUBLISHED)) {
            if (!isBatch) {
                statement.setString(1, publication);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    TableId id = new TableId(database, rows.getString(1), rows.getString(2));
                    Optional<TableSettings> settings = config.settingsOf(id);
                    if (settings.isPresent() && (!isBatch || config.syncOf(id).isPresent())) {
                        tables.add(new ReplicatedTable(
                                id,
                                settings.get(),
                                details ? columns(id, settings.get(), rows.getArray(3)) : List.of(),
                                details ? key(id, settings.get()) : List.of(),
                                generated(settings.get(), rows.getArray(5)),
                                rows.getString(4)));
                    }
                }
            }
        }
        return tables;
    }

    private static List<String> generated(TableSettings settings, Array names) throws SQLException {
        return Stream.of((String[]) names.getArray())
                .filter(column -> !settings.exclude().contains(column))
                .toList();
    }

    private void requirePublication(String publication, String database) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PUBLICATION_EXISTS)) {
            statement.setString(1, publication);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw CliException.cannotRun(
                            "database " + database + " has no publication " + publication,
                            "run ./initial_run.sh or ./isotherm apply, which create it");
                }
            }
        }
    }

    private List<SourceColumn> columns(TableId id, TableSettings settings, Array published) throws SQLException {
        List<SourceColumn> columns = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
            statement.setString(1, id.schema());
            statement.setString(2, id.table());
            statement.setArray(3, published);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (!settings.exclude().contains(rows.getString("attname")) && !isLeftOut(settings, rows)) {
                        columns.add(column(rows));
                    }
                }
            }
        }
        return columns;
    }

    private static boolean isLeftOut(TableSettings settings, ResultSet row) throws SQLException {
        return settings.onTrouble().excludesUnsupported()
                && !PostgresTypes.hasOwnForm(row.getString("typname"), row.getBoolean("enum_type"));
    }

    private static SourceColumn column(ResultSet row) throws SQLException {
        String type = row.getString("typname");
        int modifier = row.getInt("typmod");
        boolean declared = modifier >= 0;
        return new SourceColumn(
                row.getInt("attnum"),
                row.getString("attname"),
                type,
                row.getBoolean("enum_type"),
                declared && type.equals("numeric") ? scale(modifier) : -1,
                row.getString("declaration"));
    }

    private static int scale(int modifier) {
        int scale = (modifier - MODIFIER_OFFSET) & SCALE_MASK;
        return (scale ^ NEGATIVE_SCALE) - NEGATIVE_SCALE;
    }

    private List<String> key(TableId id, TableSettings settings) throws SQLException {
        if (!settings.key().isEmpty()) {
            return settings.key();
        }
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(KEY)) {
            statement.setString(1, id.schema());
            statement.setString(2, id.table());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }
}
