package io.isotherm.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.job.table.Column;
import io.isotherm.job.table.ColumnType;
import io.isotherm.job.table.RowShape;
import io.isotherm.job.table.RowShape.Retention;
import io.isotherm.job.table.RowShapes;
import io.isotherm.job.table.ShapeRef;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShapesWithoutRowsTest {
    private static final ShapeRef REF = new ShapeRef("shop.public.t", 1, 2);
    private static final List<Column> COLUMNS = List.of(
            new Column("id", new ColumnType("Int64", Long.BYTES), false, null, false),
            new Column("at", new ColumnType("DateTime64(6, 'UTC')", Long.BYTES), false, null, false),
            new Column("note", new ColumnType("String", ColumnType.VARIABLE), true, null, true));

    @Test
    void keepsNothingOfARowButItsPartition() {
        assertThat(without(1, Retention.ROW).retention()).isEqualTo(Retention.PARTITION);
        assertThat(without(-1, Retention.ROW).retention()).isEqualTo(Retention.VERSION);
        assertThat(without(1, Retention.ROW).columns()).isEqualTo(COLUMNS);
    }

    @Test
    void refusesATableThatKeepsNoRowsAnyway() {
        assertThatThrownBy(() -> without(1, Retention.PARTITION)).hasMessageContaining("keeps no rows");
    }

    private static RowShape without(int partitionColumn, Retention retention) {
        RowShapes shapes = ref -> new RowShape(ref, COLUMNS, new int[] {0}, partitionColumn, null, retention);
        return new ShapesWithoutRows(() -> shapes).open().get(REF);
    }
}
