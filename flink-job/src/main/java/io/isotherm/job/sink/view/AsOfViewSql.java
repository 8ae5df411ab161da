package io.isotherm.job.sink.view;

import io.isotherm.job.sink.table.Sql;
import io.isotherm.job.sink.table.TableCatalog.ExistingColumn;
import io.isotherm.job.sink.table.TableCatalog.ExistingTable;
import io.isotherm.job.sink.table.TargetTable;
import java.util.ArrayList;
import java.util.List;

/**
 * The SQL of a view that shows a table as it was at a moment: of all changes committed until then ({@code at} included)
 * the one with the highest version of each key, unless it deletes. It reads the history's bronze view.
 *
 * <p>It groups by key instead of sorting, so that a condition on the key reaches the tables' index.
 */
final class AsOfViewSql {
    private static final String IS_DELETED = ViewColumns.IS_DELETED;
    private static final String NEWEST = "_newest";

    private final TargetTable history;
    private final List<ExistingColumn> columns;
    private final String types;

    AsOfViewSql(TargetTable history, ExistingTable hot) {
        this.history = history;
        this.columns = hot.columns();
        this.types = new ViewColumns(hot).types();
    }

    BronzeView view() {
        return new BronzeView(
                history.source().asOfName(), "Live rows as of a moment: (at = '2026-01-31 12:00:00')", types, select());
    }

    private String select() {
        List<String> key = history.primaryKey();
        List<String> others = columns.stream()
                .map(ExistingColumn::name)
                .filter(column -> !key.contains(column))
                .toList();
        List<String> shown = new ArrayList<>();
        for (ExistingColumn column : columns) {
            String name = Sql.name(column.name());
            if (key.contains(column.name())) {
                shown.add(name);
            } else if (!column.name().equals(IS_DELETED)) {
                shown.add(NEWEST + '.' + (others.indexOf(column.name()) + 1) + " AS " + name);
            }
        }
        return "SELECT " + String.join(", ", shown) + "\nFROM (\n    SELECT " + TargetTable.names(key)
                + ", argMax(tuple("
                + TargetTable.names(others) + "), _version) AS " + NEWEST + "\n    FROM "
                + Sql.table(BronzeView.DATABASE, history.name())
                + "\n    WHERE _committed_at <= {at:DateTime64(6, 'UTC')}\n    GROUP BY " + TargetTable.names(key)
                + "\n)\nWHERE " + NEWEST + '.' + (others.indexOf(IS_DELETED) + 1) + " = 0";
    }
}
