package io.isotherm.cli.verify;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The rows of one table in Postgres. Each call is one statement with its own snapshot (read committed). The connection
 * must be in auto-commit mode and prepared by {@link #prepare}.
 */
final class SourceRows {
    /** Arguments of one {@code concat}; Postgres takes at most 100. */
    private static final int CONCAT_ARGUMENTS = 80;

    private static final int FETCH_ROWS = 5_000;

    private static final String ROW_SUMS =
            "count(*), coalesce(sum(('x' || substr(row_hash, 1, 16))::bit(64)::int8), 0),"
                    + " coalesce(sum(('x' || substr(row_hash, 17, 16))::bit(64)::int8), 0)";

    private static final String BUCKET = "('x' || substr(key_hash, 1, 3))::bit(12)::int4";

    /** Types of users have numbers from 16384 on; an array's element is the type that may change. */
    private static final String LABELS = """
            SELECT md5(concat(
              (SELECT string_agg(concat(enumtypid, enumlabel), ',' ORDER BY oid) FROM pg_enum),
              (SELECT string_agg(concat_ws(' ', a.attrelid, a.attnum, a.atttypid, a.attisdropped), ','
                                 ORDER BY a.attrelid, a.attnum)
               FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
               WHERE a.attnum > 0 AND c.oid >= 16384
                 AND (c.relkind = 'c' OR c.reltype IN (
                   SELECT CASE WHEN t.typelem = 0 THEN t.oid ELSE t.typelem END
                   FROM pg_attribute u JOIN pg_type t ON t.oid = u.atttypid WHERE u.atttypid >= 16384)))))""";

    private final Connection connection;
    private final TableComparison comparison;

    SourceRows(Connection connection, TableComparison comparison) {
        this.connection = connection;
        this.comparison = comparison;
    }

    RowSums sums() {
        return query(
                "SELECT " + ROW_SUMS + " FROM (" + hashedRows("") + ") AS r",
                filterParameters(),
                rows -> RowSums.of(rows.next(), 0));
    }

    /** Rows without any hashing. */
    long count() {
        String sql = "SELECT count(*) FROM " + comparison.table().sourceName() + " AS t" + conditions();
        return query(sql, filterParameters(), rows -> Long.parseLong(rows.next().get(0)));
    }

    /**
     * How many rows there are, and a sum over the places of their versions. Postgres never changes a version of a row:
     * an update writes another one at another place, or in another transaction. So the sum needs no value of a row.
     */
    List<String> versions() {
        String sql =
                "SELECT count(*), coalesce(sum(hashtidextended(t.ctid, t.xmin::text::int8 # (t.tableoid::int8 << 32))), 0) FROM "
                        + comparison.table().sourceName() + " AS t" + conditions();
        return query(sql, filterParameters(), Rows::next);
    }

    /**
     * Changes when an enum is given other labels or a composite type other attributes, by which the text of values
     * changes and their versions do not. A table's rows are values of such a type, too, if a column has it.
     */
    String labels() {
        return query(LABELS, List.of(), row -> row.next().get(0));
    }

    /** The value of the column that so many rows lie before, of those behind another value; none if there are fewer. */
    Optional<String> after(ColumnComparison column, String value, int rows) {
        String name = "t." + Sql.sourceName(column.name());
        String behind =
                value.isEmpty() ? "" : " WHERE " + name + " > " + column.parse().source("?");
        String sql = "SELECT " + column.sourceText() + " FROM "
                + comparison.table().sourceName() + " AS t" + behind + " ORDER BY " + name + " OFFSET " + rows
                + " LIMIT 1";
        return query(sql, value.isEmpty() ? List.of() : List.of(value), found -> Optional.ofNullable(found.next())
                .map(row -> row.get(0)));
    }

    /** Sums per bucket; empty buckets are absent. */
    TreeMap<Integer, RowSums> bucketSums() {
        String sql = "SELECT " + BUCKET + ", " + ROW_SUMS + " FROM (" + hashedRows("") + ") AS r GROUP BY 1";
        return query(sql, filterParameters(), Buckets::read);
    }

    /** Rows of the buckets as {@link KeyedRow} with one hash, ordered by key hash, while {@code reader} runs. */
    <T> T scan(Collection<Integer> buckets, Rows.Reader<T> reader) {
        String sql = "SELECT key_hash, ''"
                + SelectList.names("isotherm_key_", comparison.key().size()) + ", row_hash FROM ("
                + hashedRows(SelectList.selected(comparison.key(), ColumnComparison::sourceText, "isotherm_key_"))
                + ") AS r WHERE " + BUCKET
                + " = ANY (?::int4[]) ORDER BY key_hash COLLATE \"C\", row_hash COLLATE \"C\"";
        List<Object> parameters = new ArrayList<>(filterParameters());
        parameters.add(buckets.toArray(Integer[]::new));
        return query(sql, parameters, reader);
    }

    /** The rows with these keys; keys are texts as {@link ColumnComparison#sourceText()} gives them. */
    List<KeyedRow> lookUp(List<List<String>> keys) {
        List<ColumnComparison> key = comparison.key();
        List<ColumnComparison> columns = comparison.columns();
        String sql = "SELECT md5(" + encoding(key) + "), concat(t.tableoid, ' ', t.xmin, ' ', t.ctid)"
                + SelectList.selected(key, ColumnComparison::sourceText, "isotherm_key_")
                + columns.stream()
                        .map(column -> ", md5(" + column.sourceEncoding() + ")")
                        .collect(Collectors.joining())
                + (comparison.showValues()
                        ? SelectList.selected(columns, ColumnComparison::sourceText, "isotherm_value_")
                        : "")
                + " FROM unnest(" + String.join(", ", Collections.nCopies(key.size(), "?::text[]")) + ") AS k("
                + SelectList.names("k", key.size()).substring(2) + ") JOIN "
                + comparison.table().sourceName() + " AS t ON "
                + IntStream.range(0, key.size())
                        .mapToObj(i -> "t." + Sql.sourceName(key.get(i).name()) + " = "
                                + key.get(i).parse().source("k.k" + i))
                        .collect(Collectors.joining(" AND "))
                + conditions();
        List<Object> parameters = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            int column = i;
            parameters.add(keys.stream().map(texts -> texts.get(column)).toArray(String[]::new));
        }
        parameters.addAll(filterParameters());
        return query(sql, parameters, rows -> rows.all().stream()
                .map(row -> KeyedRow.of(row, key.size(), columns.size()))
                .toList());
    }

    /** OFFSET 0 keeps the planner from evaluating a hash once per use. */
    private String hashedRows(String more) {
        return "SELECT md5(" + encoding(comparison.key()) + ") AS key_hash, md5(" + encoding(comparison.columns())
                + ") AS row_hash" + more + " FROM " + comparison.table().sourceName() + " AS t" + conditions()
                + " OFFSET 0";
    }

    /** Parameters of {@link #conditions()}. */
    private List<Object> filterParameters() {
        return comparison
                .filter()
                .map(filter -> List.<Object>copyOf(filter.sourceParameters()))
                .orElse(List.of());
    }

    private String conditions() {
        List<String> conditions = new ArrayList<>();
        if (comparison.table().rowFilter() != null) {
            conditions.add("(" + comparison.table().rowFilter() + ")");
        }
        comparison.filter().ifPresent(filter -> conditions.add(filter.sourceCondition()));
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }

    static String encoding(List<ColumnComparison> columns) {
        List<String> chunks = new ArrayList<>();
        for (int from = 0; from < columns.size(); from += CONCAT_ARGUMENTS / 2) {
            List<ColumnComparison> chunk = columns.subList(from, Math.min(columns.size(), from + CONCAT_ARGUMENTS / 2));
            chunks.add(chunk.stream()
                    .map(column -> column.sourceEncoding() + ", ';'")
                    .collect(Collectors.joining(", ", "concat(", ")")));
        }
        return chunks.isEmpty() ? "''" : String.join(" || ", chunks);
    }

    private <T> T query(String sql, List<Object> parameters, Rows.Reader<T> reader) {
        try {
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setFetchSize(FETCH_ROWS);
                bind(statement, parameters);
                try (ResultSet rows = statement.executeQuery()) {
                    return reader.read(() -> next(rows));
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw CliException.cannotRun(
                    "reading " + comparison.table().id() + " from Postgres failed: " + Cause.of(e),
                    "check ./isotherm status and ./isotherm logs postgres",
                    e);
        }
    }

    private void bind(PreparedStatement statement, List<Object> parameters) throws SQLException {
        for (int i = 0; i < parameters.size(); i++) {
            Object parameter = parameters.get(i);
            if (parameter instanceof Integer[] numbers) {
                statement.setArray(i + 1, connection.createArrayOf("int4", numbers));
            } else if (parameter instanceof String[] texts) {
                statement.setArray(i + 1, connection.createArrayOf("text", texts));
            } else {
                statement.setString(i + 1, (String) parameter);
            }
        }
    }

    private static List<String> next(ResultSet rows) {
        try {
            if (!rows.next()) {
                return null;
            }
            int columns = rows.getMetaData().getColumnCount();
            List<String> row = new ArrayList<>(columns);
            for (int i = 1; i <= columns; i++) {
                row.add(rows.getString(i));
            }
            return row;
        } catch (SQLException e) {
            throw CliException.cannotRun(
                    "Postgres' result broke off: " + Cause.of(e), "see ./isotherm logs postgres", e);
        }
    }
}
