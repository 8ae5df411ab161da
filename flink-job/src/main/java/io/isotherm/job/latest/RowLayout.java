package io.isotherm.job.latest;

import io.isotherm.job.table.Column;
import io.isotherm.job.table.RowShape;
import java.util.List;

/**
 * How a stored row is laid out: names, types and source's numbers of its columns.
 *
 * <p>Stored rows carry this and not the {@link io.isotherm.job.table.ShapeRef} of their shape. What a reference means
 * depends on the registry and on {@code tables.yaml} (excluded and hashed columns, out-of-range policy); a savepoint is
 * routinely restored with another {@code tables.yaml}, and its rows must be readable then.
 */
final class RowLayout {
    private final List<Column> columns;
    private final int hash;

    RowLayout(List<Column> columns) {
        this.columns = List.copyOf(columns);
        this.hash = this.columns.hashCode();
    }

    static RowLayout of(RowShape shape) {
        return new RowLayout(shape.columns().stream()
                .map(column -> new Column(
                        column.name(),
                        column.type(),
                        column.nullable(),
                        null,
                        false,
                        new Column.Origin(column.number(), false)))
                .toList());
    }

    List<Column> columns() {
        return columns;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof RowLayout that && hash == that.hash && columns.equals(that.columns);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return columns.toString();
    }
}
