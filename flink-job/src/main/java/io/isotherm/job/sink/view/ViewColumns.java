package io.isotherm.job.sink.view;

import io.isotherm.job.sink.table.Sql;
import io.isotherm.job.sink.table.TableCatalog.ExistingColumn;
import io.isotherm.job.sink.table.TableCatalog.ExistingTable;
import java.util.List;
import java.util.stream.Collectors;

/** Column lists of the views over hot and cold: the hot table's columns, in its order and with its types. */
final class ViewColumns {
    static final String IS_DELETED = "_is_deleted";

    /** Which rows a list of columns is for. */
    enum Shown {
        /** Those that are not deleted; the column that would say so is left out. */
        LIVE_ROWS,
        /** Deleted ones as well. */
        CHANGES
    }

    private final List<ExistingColumn> columns;

    ViewColumns(ExistingTable hot) {
        this.columns = hot.columns();
    }

    /** The types as one text, to tell a view from one for other columns. */
    String types() {
        return columns.stream().map(ExistingColumn::type).collect(Collectors.joining(","));
    }

    /** @throws IllegalStateException if there is no such column */
    String typeOf(String column) {
        return columns.stream()
                .filter(each -> each.name().equals(column))
                .map(ExistingColumn::type)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no column " + column));
    }

    /** From hot, or from something that has its columns. */
    String ofHot(Shown rows) {
        return shown(rows).stream().map(column -> Sql.name(column.name())).collect(Collectors.joining(", "));
    }

    /** From cold, where a column may still have the type that it had before it was widened. */
    String ofCold(ExistingTable cold, Shown rows) {
        return shown(rows).stream()
                .map(column -> {
                    String name = Sql.name(column.name());
                    boolean same = cold.column(column.name())
                            .filter(old -> old.type().equals(column.type()))
                            .isPresent();
                    return same ? name : "CAST(" + name + ", " + Sql.text(column.type()) + ") AS " + name;
                })
                .collect(Collectors.joining(", "));
    }

    private List<ExistingColumn> shown(Shown rows) {
        return columns.stream()
                .filter(column -> rows == Shown.CHANGES || !column.name().equals(IS_DELETED))
                .toList();
    }
}
