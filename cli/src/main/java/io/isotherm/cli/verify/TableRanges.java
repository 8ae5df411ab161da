package io.isotherm.cli.verify;

import io.isotherm.cli.verify.Difference.Kind;
import io.isotherm.job.table.TableId;
import java.sql.Connection;
import java.util.Map;
import java.util.Optional;

/**
 * One table, compared range by range of its key's first column. A range ends where the index of the key has so many
 * entries more, so ranges are of one size whatever was written meanwhile, and need no statistics. A table whose first key
 * column is not ordered alike by both servers, as text and uuid are not, is one range. Not thread-safe.
 */
public final class TableRanges {
    private static final int ROWS = 50_000;

    private final TableVerifier verifier;
    private final Connection source;
    private final TargetDatabase target;
    private final ReplicatedTable table;
    private final VerifyRequest request;
    private final int rows;

    private TableComparison comparison;
    private SourceColumn column;

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
        Map<String, TargetColumn> columns =
                target.columns(HotTable.DATABASE, table.id().targetName());
        if (!table.key().isEmpty() && columns.keySet().containsAll(table.key())) {
            comparison = TableVerifier.comparison(table, columns, Optional.empty(), false);
            SourceColumn first = table.column(table.key().get(0));
            boolean ranged = comparison.key().get(0).reservation().isEmpty()
                    && KeyRange.isPossible(first, columns.get(first.name()));
            column = ranged ? first : null;
        }
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

    /** @param until see {@link #end} */
    public TableResult compare(String from, String until) {
        Optional<RowFilter> filter = column == null
                ? Optional.empty()
                : Optional.of(new KeyRange(comparison.key().get(0), from, until));
        return verifier.verify(table, request, filter);
    }

    /**
     * Deletes rows that only ClickHouse has, and all but the newest of those that it has several times.
     *
     * @param result of a comparison just now
     * @return how many keys these were
     */
    public int deleteSurplus(TableResult result) {
        if (comparison == null) {
            return 0;
        }
        SurplusRows surplus = new SurplusRows(target);
        return surplus.delete(Kind.EXTRA, id(), comparison.key(), result.differences())
                + surplus.delete(Kind.DUPLICATE, id(), comparison.key(), result.differences());
    }
}
