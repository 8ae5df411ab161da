package io.isotherm.cli.load;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.source.PostgresSource;
import io.isotherm.cli.source.SourceProgress;
import io.isotherm.cli.verify.PublishedTables;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TableSettings.OnSchemaChange;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads what Postgres' catalog says of the published tables. */
final class SourceRelations {
    /**
     * Rows are pages times density, as the planner guesses it: a table that was never analyzed has no count of its
     * rows. A table that lacks a column which is to be excluded or hashed is in trouble, which is named elsewhere; its
     * columns tell nothing.
     *
     * <p>A partition whose place in its root is from another transaction than its row type was made as a table of its
     * own.
     */
    private static final String RELATION = """
            SELECT c.oid::bigint,
                   CASE WHEN c.reltuples >= 0 THEN c.reltuples::bigint
                        ELSE pg_relation_size(c.oid) / 100 END,
                   c.relrowsecurity AND NOT coalesce((
                     SELECT rolsuper OR rolbypassrls OR oid = c.relowner AND NOT c.relforcerowsecurity
                     FROM pg_roles WHERE rolname = ?), false),
                   CASE WHEN (
                     SELECT count(*) FROM pg_attribute
                     WHERE attrelid = c.oid AND NOT attisdropped AND attname = ANY (?::text[])) = cardinality(?::text[])
                   THEN jsonb_build_object('last', c.relnatts, 'columns', (
                     SELECT coalesce(jsonb_agg(jsonb_build_object('number', attnum, 'name', attname,
                       'type', atttypid::bigint, 'modifier', atttypmod) ORDER BY attnum), '[]')
                     FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
                       AND attgenerated = '' AND attname <> ALL (?::text[])),
                     'partitions', (
                     SELECT jsonb_agg(jsonb_build_object('oid', p.oid::bigint, 'file', p.relfilenode::bigint,
                       'attached', h.xmin <> t.xmin) ORDER BY p.oid)
                     FROM pg_partition_tree(c.oid) tree JOIN pg_class p ON p.oid = tree.relid
                     JOIN pg_inherits h ON h.inhrelid = p.oid JOIN pg_type t ON t.oid = p.reltype
                     WHERE c.relkind = 'p'))::text
                   ELSE '' END
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ?""";

    private static final String POSITION = "SELECT pg_current_wal_lsn()::text";

    private final Connections connections;
    private final String database;

    SourceRelations(Connections connections, String database) {
        this.connections = connections;
        this.database = database;
    }

    /** Published tables that {@code tables.yaml} replicates, by name. */
    List<SourceRelation> published(TablesConfig config) {
        try (Connection connection = connections.postgres(database);
                PreparedStatement query = connection.prepareStatement(RELATION)) {
            List<SourceRelation> relations = new ArrayList<>();
            for (TableId table : new PublishedTables(connection).replicatedTables(database, config)) {
                query.setString(1, PostgresSource.REPLICATION_ROLE);
                TableSettings settings = config.settingsOf(table).orElse(TableSettings.DEFAULTS);
                Set<String> withheld = new TreeSet<>(settings.exclude());
                withheld.addAll(settings.hash());
                query.setArray(2, texts(connection, withheld));
                query.setArray(3, texts(connection, withheld));
                query.setArray(4, texts(connection, settings.exclude()));
                query.setString(5, table.schema());
                query.setString(6, table.table());
                try (ResultSet row = query.executeQuery()) {
                    if (row.next()) {
                        relations.add(new SourceRelation(
                                table,
                                row.getLong(1),
                                row.getLong(2),
                                row.getBoolean(3),
                                settings.onSchemaChange() != OnSchemaChange.IGNORE,
                                row.getString(4)));
                    }
                }
            }
            return relations;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static Array texts(Connection connection, Set<String> names) throws SQLException {
        return connection.createArrayOf("text", names.toArray());
    }

    /** The present position in the write-ahead log. */
    String position() {
        try (Connection connection = connections.postgres(database);
                PreparedStatement query = connection.prepareStatement(POSITION);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Gives the connector an event, with which it tells its present offset. */
    void mark() {
        try (Connection connection = connections.postgres(database)) {
            new SourceProgress(connection, database).mark();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private CliException failed(SQLException e) {
        return CliException.cannotRun(
                "cannot read the tables of database " + database + ": " + Cause.of(e),
                "see ./isotherm logs postgres",
                e);
    }
}
