package io.isotherm.job;

import io.isotherm.job.table.RowShape;
import io.isotherm.job.table.RowShape.Retention;
import io.isotherm.job.table.RowShapes;

/** The shapes of a table none of whose values can be stored out of line. */
record ShapesWithoutRows(RowShapes.Factory shapes) implements RowShapes.Factory {
    private static final long serialVersionUID = 1L;

    @Override
    public RowShapes open() {
        RowShapes opened = shapes.open();
        return ref -> withoutRows(opened.get(ref));
    }

    private static RowShape withoutRows(RowShape shape) {
        if (shape.retention() != Retention.ROW) {
            throw new IllegalStateException(shape.table() + " keeps no rows, so there is nothing to leave out");
        }
        return new RowShape(
                shape.ref(),
                shape.columns(),
                shape.keyColumns(),
                shape.partitionColumn(),
                shape.partitionUnit(),
                shape.isPartitioned() ? Retention.PARTITION : Retention.VERSION);
    }
}
