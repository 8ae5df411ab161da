package io.isotherm.job.latest;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.table.Column;
import io.isotherm.job.table.ColumnType;
import io.isotherm.job.table.RowShape;
import io.isotherm.job.table.ShapeRef;
import java.io.IOException;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** Left-out values are filled from the column that the source left alone, whatever it is called by now. */
class RowMappingTest {
    @Test
    void columnsAreFoundByTheirNumbersAlsoInARestoredState() throws IOException {
        RowLayout stored = restored(RowLayout.of(shape(text("id", 1), text("a", 2), text("b", 3))));
        RowMapping exchanged = new RowMapping(shape(text("id", 1), text("b", 2), text("a", 3), text("c", 4)), stored);
        assertThat(exchanged.source(1)).isEqualTo(1);
        assertThat(exchanged.source(2)).isEqualTo(2);
        assertThat(exchanged.source(3)).isEqualTo(-1);

        RowMapping madeAnew = new RowMapping(shape(text("id", 1), text("a", 5)), stored);
        assertThat(madeAnew.source(1)).as("another column of that name").isEqualTo(-1);
    }

    @Test
    void columnsAreFoundByTheirNamesWhereNumbersAreNotKnown() throws IOException {
        RowShape numbered = shape(text("id", 1), text("a", 2));
        RowShape unnumbered = shape(text("id", 0), text("a", 0));
        assertThat(new RowMapping(numbered, restored(RowLayout.of(unnumbered))).source(1))
                .isEqualTo(1);
        assertThat(new RowMapping(unnumbered, restored(RowLayout.of(numbered))).source(1))
                .isEqualTo(1);
    }

    private static RowLayout restored(RowLayout layout) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        StateDictionary.EMPTY.with(layout).write(out);
        RowLayout restored = StateDictionary.read(new DataInputDeserializer(out.getCopyOfBuffer()))
                .layoutAt(0);
        assertThat(restored).isEqualTo(layout);
        return restored;
    }

    private static RowShape shape(Column... columns) {
        return new RowShape(
                new ShapeRef("shop.public.orders", 1, 1),
                List.of(columns),
                new int[] {0},
                -1,
                null,
                RowShape.Retention.ROW);
    }

    private static Column text(String name, int number) {
        ColumnType type = new ColumnType("String", ColumnType.VARIABLE);
        return new Column(name, type, false, null, true, new Column.Origin(number, false));
    }
}
