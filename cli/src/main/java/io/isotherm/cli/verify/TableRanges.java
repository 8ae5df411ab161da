package io.isotherm.cli.verify;

import io.isotherm.cli.verify.Difference.Kind;
import io.isotherm.job.table.TableId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One table, compared range by range of its key's first column. A range ends where the index of the key has so many
 * entries more, so ranges are of one size whatever was written meanwhile, and need no statistics. A table whose first
 * key column is not ordered alike by both servers, as text and uuid are not, is one range. Not thread-safe.
 */
public final class TableRanges {
    private static final int ROWS = 50_000;

    /** A range of fewer than this part of them is joined with the next one. */
    private static final int FEW = 4;

    private final TableVerifier verifier;
    private final Connection source;
    private final TargetDatabase target;
    private final ReplicatedTable table;
    private final VerifyRequest request;
    private final int rows;

    private Map<String, TargetColumn> columns;
    private TableComparison comparison;
    private SourceColumn column;
    private String compared;
    private boolean hasBronze;

    TableRanges(
            TableVerifier verifier,
            Connection source,
            TargetDatabase target,
            ReplicatedTable table,
            VerifyRequest request) {
        this(verifier, source, target, table, request, ROWS);
    }

    TableRanges(
            TableVerifier verifier,
            Connection source,
            TargetDatabase target,
            ReplicatedTable table,
            VerifyRequest request,
            int rows) {
        this.verifier = verifier;
        this.source = source;
        this.target = target;
        this.table = table;
        this.request = request;
        this.rows = rows;
        columns = target.columns(HotTable.DATABASE, table.id().targetName());
        if (TableVerifier.obstacle(table, columns) == null) {
            comparison = TableVerifier.comparison(table, columns, Optional.empty(), false);
            column = table.isAppended() ? null : rangedBy();
            compared = compared();
            hasBronze =
                    !target.columns(HotTable.BRONZE, table.id().targetName()).isEmpty();
        }
    }

    /** The first column of the key, or null if it has no ranges. */
    private SourceColumn rangedBy() {
        SourceColumn first = table.column(table.key().get(0));
        boolean ranged = comparison.key().get(0).reservation().isEmpty()
                && KeyRange.isPossible(first, columns.get(first.name()));
        return ranged ? first : null;
    }

    /**
     * What is compared, and how: rows that have not changed may differ by another rule, and in a column that was made
     * again.
     */
    private String compared() {
        String rules = SourceRows.encoding(comparison.columns())
                + TargetRows.encoding(comparison.columns())
                + table.columns()
                + table.rowFilter()
                + columns.keySet()
                + new SourceRows(source, comparison).labels();
        return UUID.nameUUIDFromBytes(rules.getBytes(StandardCharsets.UTF_8)).toString();
    }

    public TableId id() {
        return table.id();
    }

    /** By what the ranges are: a column with its type, or empty for a table that is one range. */
    public String column() {
        return column == null ? "" : column.name() + ' ' + column.type();
    }

    /**
     * @param from where a range begins; empty for the first one
     * @return where it ends and the next begins; empty if it is the last one
     */
    public String end(String from) {
        if (column == null) {
            return "";
        }
        return new SourceRows(source, comparison)
                .after(comparison.key().get(0), from, rows)
                .filter(text -> KeyRange.isBound(column, text))
                .orElse("");
    }

    /** Whether so many rows are still a range, or are to be parted anew. */
    public boolean isOfSize(RangeMark mark, String until) {
        return column == null || mark.rows() <= 2L * rows && (until.isEmpty() || mark.rows() >= rows / FEW);
    }

    /**
     * Reads all rows of the range, but compares nothing, which takes a tenth of the time.
     *
     * @param until see {@link #end}
     * @return nothing of a table that cannot be compared
     */
    public Optional<RangeMark> mark(String from, String until) {
        if (comparison == null) {
            return Optional.empty();
        }
        TableComparison range = new TableComparison(
                table, comparison.columns(), comparison.key(), filter(from, until), comparison.showValues());
        List<String> versions = new SourceRows(source, range).versions();
        List<String> values = new TargetRows(target, range, columns, hasBronze).values();
        return Optional.of(new RangeMark(
                Long.parseLong(versions.get(0)),
                String.join(" ", compared, versions.get(0), versions.get(1), values.get(0), values.get(1))));
    }

    /** @param until see {@link #end} */
    public TableResult compare(String from, String until) {
        return verifier.verify(table, request, filter(from, until));
    }

    private Optional<RowFilter> filter(String from, String until) {
        return column == null
                ? Optional.empty()
                : Optional.of(new KeyRange(comparison.key().get(0), from, until));
    }

    /**
     * What stands behind WHERE in Postgres for the rows of a range.
     *
     * @param until see {@link #end}
     */
    public String where(String from, String until) {
        return column == null ? "true" : new KeyRange(comparison.key().get(0), from, until).sourceSql();
    }

    /**
     * Deletes rows that only ClickHouse has, and all but the newest of those that it has several times.
     *
     * @param result of a comparison just now
     * @return how many keys these were
     */
    public int deleteSurplus(TableResult result) {
        if (comparison == null || table.isAppended()) {
            return 0;
        }
        SurplusRows surplus = new SurplusRows(target);
        return surplus.delete(Kind.EXTRA, id(), comparison.key(), result.differences())
                + surplus.delete(Kind.DUPLICATE, id(), comparison.key(), result.differences());
    }
}
