package io.isotherm.cli.verify;

import io.isotherm.job.table.HotColumns;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The live rows of one table in ClickHouse, the counterpart of {@link SourceRows}. */
final class TargetRows {
    private static final String UPPER = "toInt128(reinterpretAsInt64(reverse(substring(isotherm_row, 1, 8))))";
    private static final String LOWER = "toInt128(reinterpretAsInt64(reverse(substring(isotherm_row, 9, 8))))";
    private static final String ROW_SUMS = "count(), sum(" + UPPER + "), sum(" + LOWER + ")";

    private static final String BUCKET =
            "bitShiftRight(reinterpretAsUInt16(reverse(substring(isotherm_key, 1, 2))), 4)";

    private static final String ISOTHERM_VERSION = "toString(t.`_version`)";

    private final TargetDatabase database;
    private final TableComparison comparison;
    private final Map<String, TargetColumn> columns;

    private final boolean hasBronze;

    /**
     * @param columns the hot table's columns by name
     * @param hasBronze whether there is a view of hot and cold together; the job makes it with the hot table
     */
    TargetRows(
            TargetDatabase database, TableComparison comparison, Map<String, TargetColumn> columns, boolean hasBronze) {
        this.database = database;
        this.hasBronze = hasBronze;
        this.comparison = comparison;
        this.columns = columns;
    }

    RowSums sums() {
        return database.query(
                "SELECT " + ROW_SUMS + " FROM (" + hashedRows("") + ")",
                parameters(),
                rows -> RowSums.of(rows.next(), 0));
    }

    /**
     * Of a table whose rows are changes: what is left once all of them are done. A row that comes and goes is summed up
     * twice, with both signs.
     */
    RowSums sumsOfChanges() {
        String sign = "if(`" + HotColumns.OPERATION + "` IN ('delete', 'update_before'), -1, 1)";
        return database.query(
                "SELECT sum(isotherm_sign), sum(isotherm_sign * " + UPPER + "), sum(isotherm_sign * " + LOWER
                        + ") FROM (SELECT MD5(" + encoding(comparison.columns()) + ") AS isotherm_row, " + sign
                        + " AS isotherm_sign" + liveRows() + ")",
                parameters(),
                rows -> RowSums.of(rows.next(), 0));
    }

    /** A sum over the values of all columns that are not the job's own. */
    List<String> values() {
        String own = columns.keySet().stream()
                .filter(name -> !HotColumns.isTaken(name))
                .map(name -> "t." + Sql.targetName(name))
                .collect(Collectors.joining(", "));
        // a tuple, for the hash of a NULL alone is NULL
        return database.query(
                "SELECT count(), sum(cityHash64(tuple(" + own + ")))" + liveRows(), parameters(), Rows::next);
    }

    /** Sums per bucket; empty buckets are absent. */
    TreeMap<Integer, RowSums> bucketSums() {
        String sql = "SELECT " + BUCKET + " AS isotherm_bucket, " + ROW_SUMS + " FROM (" + hashedRows("")
                + ") GROUP BY isotherm_bucket";
        return database.query(sql, parameters(), Buckets::read);
    }

    /** Rows of the buckets as {@link KeyedRow} with one hash, ordered by key hash, while {@code reader} runs. */
    <T> T scan(Collection<Integer> buckets, Rows.Reader<T> reader) {
        String sql = "SELECT lower(hex(isotherm_key)), isotherm_version"
                + SelectList.names("isotherm_key_", comparison.key().size()) + ", lower(hex(isotherm_row)) FROM ("
                + hashedRows(", " + ISOTHERM_VERSION + " AS isotherm_version"
                        + SelectList.selected(comparison.key(), ColumnComparison::targetText, "isotherm_key_"))
                + ") WHERE " + BUCKET + " IN ("
                + buckets.stream().map(String::valueOf).collect(Collectors.joining(","))
                + ") ORDER BY isotherm_key, isotherm_row";
        return database.query(sql, parameters(), reader);
    }

    /**
     * The live rows with these keys. Keys travel as hexadecimal digits, which need no quoting, and are turned into the
     * key's types, so that the primary index finds them. A key that the table cannot hold, such as a date before
     * Christ, has no row.
     */
    List<KeyedRow> lookUp(List<List<String>> keys) {
        List<ColumnComparison> key = comparison.key();
        String wanted = keys.stream()
                .map(texts -> texts.stream().map(TargetRows::hexLiteral).collect(Collectors.joining(",", "[", "]")))
                .collect(Collectors.joining(",", "[", "]"));
        List<String> parsed = IntStream.range(0, key.size())
                .mapToObj(i -> key.get(i).parse().targetOrNull("unhex(k[" + (i + 1) + "])"))
                .toList();
        String names = key.stream()
                .map(column -> "t." + Sql.targetName(column.name()))
                .collect(Collectors.joining(", ", "(", ")"));
        String sql = "SELECT lower(hex(MD5(" + encoding(key) + "))), " + ISOTHERM_VERSION
                + SelectList.selected(key, ColumnComparison::targetText, "isotherm_key_")
                + comparison.columns().stream()
                        .map(column -> ", lower(hex(MD5(" + column.targetEncoding() + ")))")
                        .collect(Collectors.joining())
                + (comparison.showValues()
                        ? SelectList.selected(comparison.columns(), TargetRows::shown, "isotherm_value_")
                        : "")
                + liveRows() + " AND " + names + " IN (SELECT " + each("assumeNotNull", parsed, ", ")
                + " FROM (SELECT arrayJoin(" + wanted + ") AS k) WHERE " + each("isNotNull", parsed, " AND ") + ")";
        return database.query(sql, parameters(), rows -> rows.all().stream()
                .map(row -> KeyedRow.of(row, key.size(), comparison.columns().size()))
                .toList());
    }

    private static String each(String function, List<String> arguments, String separator) {
        return arguments.stream()
                .map(argument -> function + '(' + argument + ')')
                .collect(Collectors.joining(separator));
    }

    private static String shown(ColumnComparison column) {
        return "ifNull(toString(" + column.targetText() + "), 'NULL')";
    }

    /** Digits that need no quoting; {@code unhex} makes the text of them. */
    static String hexLiteral(String text) {
        return "'" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)) + "'";
    }

    private String hashedRows(String more) {
        return "SELECT MD5(" + encoding(comparison.key()) + ") AS isotherm_key, MD5(" + encoding(comparison.columns())
                + ") AS isotherm_row" + more + liveRows();
    }

    /** The one place that knows where a table's rows live. */
    private String liveRows() {
        String name = comparison.table().id().targetName();
        String rows = hasBronze
                ? HotTable.BRONZE + "." + Sql.targetName(name) + " AS t WHERE true"
                : HotTable.name(comparison.table().id()) + " AS t FINAL WHERE t.`_is_deleted` = 0";
        return " FROM " + rows
                + comparison
                        .filter()
                        .map(filter -> " AND " + filter.targetCondition(columns))
                        .orElse("");
    }

    private Map<String, Object> parameters() {
        return comparison.filter().map(RowFilter::targetParameters).orElse(Map.of());
    }

    static String encoding(List<ColumnComparison> columns) {
        return columns.stream()
                .map(column -> column.targetEncoding() + ", ';'")
                .collect(Collectors.joining(", ", "concat(", ")"));
    }
}
