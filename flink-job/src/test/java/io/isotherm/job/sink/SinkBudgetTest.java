package io.isotherm.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.Allocation;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.model.RowView;
import io.isotherm.job.sink.batch.PartitionRule;
import io.isotherm.job.sink.batch.TableBuffer;
import io.isotherm.job.sink.table.TargetTable;
import io.isotherm.job.table.RowShape;
import java.io.OutputStream;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** What the sink may allocate for a row before the HTTP client has it; who raises it says why. */
class SinkBudgetTest {
    private static final int ROWS = 20_000;

    /** A buffer is used again and again: nothing for a row. */
    private static final double BYTES_PER_ROW = 0.1;

    @Test
    void collectingAndSendingTakesNothing() throws Exception {
        RowShape shape = Shapes.of("shop.public.orders")
                .column("id", "Int64")
                .nullable("note", "String")
                .column("total", "Decimal(12, 2)")
                .build();
        Rows rows = new Rows();
        for (long id = 0; id < ROWS; id++) {
            rows.add(shape, id, id % (ROWS / 2), "a note of a certain length", new BigDecimal("12.50"));
        }
        TargetTable table = TargetTable.latest(shape);
        TableBuffer buffer = new TableBuffer(table, PartitionRule.of(table, TableSettings.DEFAULTS));
        OutputStream nowhere = OutputStream.nullOutputStream();

        double bytes = Allocation.bytesPerEvent(ROWS, () -> {
            buffer.reset();
            RowView row = rows.batch().rows();
            while (row.next()) {
                buffer.add(row);
            }
            buffer.writeTo(nowhere, 0, buffer.rows());
        });

        assertThat(buffer.liveRows()).isEqualTo(ROWS / 2);
        assertThat(bytes).isLessThan(BYTES_PER_ROW);
    }
}
