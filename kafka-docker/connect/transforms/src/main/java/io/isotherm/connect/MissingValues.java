package io.isotherm.connect;

import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.errors.RetriableException;

/**
 * What rows show in a column that was added after they were written, from Postgres' catalog.
 * {@code ALTER TABLE ... ADD COLUMN} writes nothing to the log for them: Postgres computes the default once and keeps
 * the value beside the column, or it rewrites the table, and then nobody but the rows can tell. The text of the default
 * says neither: it may be an expression, and it may have been set later.
 *
 * <p>The session prints values in UTC and in ISO forms, whatever the settings of the database and the role are. It
 * lasts until it is closed.
 */
final class MissingValues implements AutoCloseable {
    /** Schema parameter of a column: the value as Postgres prints it. A column without it shows NULL. */
    static final String VALUE = "isotherm.missing.value";

    /** Schema parameter of a column: rows may have a value that no change ever tells. */
    static final String UNKNOWN = "isotherm.missing.unknown";

    /** The registry keeps a schema as one message of Kafka, and ClickHouse a default as part of a statement. */
    private static final int MAX_TEXT = 16_384;

    private static final String[] SETTINGS = {
        "SET TimeZone = 'UTC'",
        "SET DateStyle = 'ISO'",
        "SET IntervalStyle = 'postgres'",
        "SET bytea_output = 'hex'",
        "SET extra_float_digits = 1"
    };

    /**
     * Of a partitioned table, the partitions that hold rows. A table has the file it was made with until it is
     * rewritten, and then its indexes get new ones too: a column that was changed later than they has no values from
     * that, unless it has lost its default since. Type 790 is money, whose text depends on the server's locale.
     */
    private static final String COLUMNS = """
            WITH RECURSIVE holder(oid) AS (
              SELECT c.oid FROM pg_catalog.pg_class c
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relname = ?
              UNION ALL
              SELECT h.inhrelid FROM holder p
              JOIN pg_catalog.pg_class c ON c.oid = p.oid AND c.relkind = 'p'
              JOIN pg_catalog.pg_inherits h ON h.inhparent = p.oid
            )
            SELECT a.attname, c.oid::bigint AS relation, c.relfilenode::bigint AS file,
                   CASE WHEN 790 IN (t.oid, t.typbasetype) THEN (a.attmissingval::text::money[])[1]::numeric::text
                        ELSE (a.attmissingval::text::text[])[1] END AS value,
                   c.relfilenode <> c.oid AND (
                     a.atthasdef OR a.attnotnull OR a.attidentity <> '' OR t.typdefault IS NOT NULL OR t.typnotnull
                     OR EXISTS (
                       SELECT 1 FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
                       WHERE i.indrelid = c.oid AND i.indisprimary AND age(x.xmin) <= age(a.xmin))) AS is_doubtful
            FROM holder
            JOIN pg_catalog.pg_class c ON c.oid = holder.oid AND c.relkind <> 'p'
            JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
            WHERE a.attgenerated = ''
            ORDER BY a.attname, c.oid""";

    /**
     * What was known of a table when it was asked for last.
     *
     * @param files of the table or its partitions, by their object identifier
     */
    record Look(Set<String> columns, Map<Long, Long> files) {
        static final Look NONE = new Look(Set.of(), Map.of());

        private boolean isRewritten(String column, long relation, long file) {
            Long before = files.get(relation);
            return before != null && before != file && !columns.contains(column);
        }
    }

    /** @param parameters a name and its value by column, of those that have something to tell */
    record Answer(Map<String, Map.Entry<String, String>> parameters, Look look) {}

    private final PostgresConnectorConfig source;
    private PostgresConnection connection;

    /** Connects with the first question. */
    MissingValues(PostgresConnectorConfig source) {
        this.source = source;
    }

    /**
     * @param before the look of the last answer about the table
     * @throws RetriableException if Postgres does not answer
     */
    Answer of(String schema, String table, Look before) {
        try {
            return connection()
                    .prepareQueryAndMap(
                            COLUMNS,
                            statement -> {
                                statement.setString(1, schema);
                                statement.setString(2, table);
                            },
                            rows -> answer(rows, before));
        } catch (SQLException e) {
            throw new RetriableException(
                    "what the rows of " + schema + '.' + table
                            + " show in columns that were added later could not be read: " + e.getMessage(),
                    e);
        }
    }

    /**
     * The numbers of a table's columns, where they are certain.
     *
     * @param sent their names in the order of the log
     * @throws RetriableException if Postgres does not answer
     */
    Map<String, Integer> numbers(String schema, String table, List<String> sent) {
        try {
            return ColumnNumbers.of(sent, ColumnNumbers.read(connection(), source, schema, table));
        } catch (SQLException e) {
            throw new RetriableException(
                    "the numbers of the columns of " + schema + '.' + table + " could not be read: " + e.getMessage(),
                    e);
        }
    }

    private PostgresConnection connection() throws SQLException {
        if (connection == null) {
            connection = new PostgresConnection(source.getJdbcConfig(), "Isotherm");
            connection.execute(SETTINGS);
        }
        return connection;
    }

    private static Answer answer(ResultSet rows, Look before) throws SQLException {
        Map<String, Set<String>> values = new HashMap<>();
        Set<String> unknown = new HashSet<>();
        Set<String> columns = new HashSet<>();
        Map<Long, Long> files = new HashMap<>();
        while (rows.next()) {
            String column = rows.getString("attname");
            long relation = rows.getLong("relation");
            long file = rows.getLong("file");
            columns.add(column);
            files.put(relation, file);
            String value = rows.getString("value");
            if (value != null) {
                values.computeIfAbsent(column, name -> new HashSet<>()).add(value);
            } else if (rows.getBoolean("is_doubtful") || before.isRewritten(column, relation, file)) {
                unknown.add(column);
            }
        }
        Map<String, Map.Entry<String, String>> parameters = new HashMap<>();
        unknown.forEach(column -> parameters.put(column, Map.entry(UNKNOWN, "true")));
        // a partition that was rewritten has the value in its rows that the others have beside the column
        values.forEach((column, all) -> parameters.put(column, parameter(all)));
        return new Answer(parameters, new Look(columns, files));
    }

    private static Map.Entry<String, String> parameter(Set<String> values) {
        String value = values.iterator().next();
        boolean isOne = values.size() == 1 && value.length() <= MAX_TEXT;
        return isOne ? Map.entry(VALUE, value) : Map.entry(UNKNOWN, "true");
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
        }
    }
}
