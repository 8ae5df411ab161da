package io.isotherm.job.sink.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.sink.Rows;
import io.isotherm.job.sink.Shapes;
import io.isotherm.job.sink.table.TargetTable;
import io.isotherm.job.table.RowShape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
    private static final int TEXT = 100_000;
    private static final long MAX_BYTES = 2_000_000;

    private final BufferPool pool = new BufferPool(MAX_BYTES / 4);
    private final RowShape a = shape("a");
    private final RowShape b = shape("b");

    private static RowShape shape(String table) {
        return Shapes.of("shop.public." + table)
                .column("id", "Int32")
                .column("v", "String")
                .build();
    }

    private static TargetTable table(RowShape shape) {
        return TargetTable.latest(shape);
    }

    private TableBuffer take(RowShape shape, int expected) {
        return pool.take(table(shape), PartitionRule.of(table(shape), TableSettings.DEFAULTS), expected);
    }

    private TableBuffer filled(RowShape shape, int texts) {
        TableBuffer buffer = take(shape, 0);
        long before = buffer.capacity();
        Rows rows = new Rows();
        for (int i = 0; i < texts; i++) {
            rows.add(shape, i + 1, i, "x".repeat(TEXT));
        }
        rows.fill(buffer);
        pool.grew(buffer.capacity() - before);
        return buffer;
    }

    private void send(TableBuffer buffer) {
        pool.left(buffer);
        pool.giveBack(buffer);
    }

    @Test
    void givesTheBufferOfOneTableToTheNext() {
        TableBuffer buffer = filled(a, 2);
        send(buffer);

        TableBuffer next = take(b, 2 * TEXT);

        assertThat(next).isSameAs(buffer);
        assertThat(next.table()).isEqualTo(table(b));
        assertThat(next.isEmpty()).isTrue();
        assertThat(pool.bytes()).isEqualTo(buffer.capacity());
    }

    @Test
    void aTableOfFewRowsGetsNoLargeBuffer() {
        TableBuffer large = filled(a, 5);
        TableBuffer small = filled(a, 0);
        send(small);
        send(large);

        assertThat(take(b, 10)).isSameAs(small);
        assertThat(take(b, 10)).isNotSameAs(large);
    }

    @Test
    void takesTheSmallestThatIsLargeEnough() {
        TableBuffer two = filled(a, 2);
        TableBuffer eight = filled(a, 8);
        send(eight);
        send(two);

        assertThat(take(b, 3 * TEXT)).isSameAs(eight);
        assertThat(take(b, TEXT)).isSameAs(two);
    }

    @Test
    void keepsNoMoreThanItsBoundAndForgetsTheOldest() {
        List<TableBuffer> buffers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            buffers.add(filled(a, 2));
        }
        assertThat(pool.bytes()).isGreaterThan(MAX_BYTES);
        assertThat(pool.isExhausted()).isTrue();

        buffers.forEach(this::send);

        assertThat(pool.isExhausted()).isFalse();
        assertThat(pool.bytes()).isBetween(MAX_BYTES / 2, MAX_BYTES);
        assertThat(take(b, 2 * TEXT)).isNotSameAs(buffers.get(0)).isIn(buffers);
    }

    @Test
    void freeBuffersGiveWayToThoseThatFill() {
        send(filled(a, 2));
        TableBuffer full = filled(a, 20);
        assertThat(full.capacity()).isGreaterThan(MAX_BYTES);

        send(take(b, 0));

        assertThat(pool.bytes()).isEqualTo(full.capacity());
    }
}
