package io.isotherm.job.sink.view;

import io.isotherm.job.sink.table.Sql;
import io.isotherm.job.sink.table.TableCatalog.ExistingColumn;
import io.isotherm.job.sink.table.TableCatalog.ExistingTable;
import java.util.List;
import java.util.stream.Collectors;

/** Column lists of the views over hot and cold: the hot table's columns, in its order and with its types. */
final class ViewColumns {
    static final String IS_DELETED = "_is_deleted";

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
    String ofHot(boolean withDeleted) {
        return shown(withDeleted).stream()
                .map(column -> Sql.name(column.name()))
                .collect(Collectors.joining(", "));
    }

    /** From cold, where a column may still have the type that it had before it was widened. */
    String ofCold(ExistingTable cold, boolean withDeleted) {
        return shown(withDeleted).stream()
                .map(column -> {
                    String name = Sql.name(column.name());
                    boolean same = cold.column(column.name())
                            .filter(old -> old.type().equals(column.type()))
                            .isPresent();
                    return same ? name : "CAST(" + name + ", " + Sql.text(column.type()) + ") AS " + name;
                })
                .collect(Collectors.joining(", "));
    }

    private List<ExistingColumn> shown(boolean withDeleted) {
        return columns.stream()
                .filter(column -> withDeleted || !column.name().equals(IS_DELETED))
                .toList();
    }
}
