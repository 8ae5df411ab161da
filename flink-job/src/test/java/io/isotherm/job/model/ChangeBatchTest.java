package io.isotherm.job.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.model.TableCounts.Kind;
import io.isotherm.job.table.RowShape;
import io.isotherm.job.table.ShapeRef;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class ChangeBatchTest {
    private static final ShapeRef ORDERS = new ShapeRef("shop.public.orders", 1, 2);
    private static final ShapeRef USERS = new ShapeRef("shop.public.users", 3, 4);

    private final RowWriter writer = new RowWriter();
    private final RowMeta meta = new RowMeta();

    @Test
    void keepsEveryFieldOfARow() {
        ChangeBatch batch = new ChangeBatch(7, 16);
        append(batch, ORDERS, new byte[] {1, 2, 3}, new byte[] {9, 8, 7, 6});
        append(batch, USERS, new byte[] {4}, new byte[300]);

        RowView row = batch.rows();
        assertThat(row.next()).isTrue();
        assertThat(row.shape()).isEqualTo(ORDERS);
        assertThat(row.is(RowFormat.KEY_ONLY)).isTrue();
        assertThat(row.is(RowFormat.DELETED)).isFalse();
        assertThat(row.kafkaPartition()).isEqualTo(70_000);
        assertThat(row.keyHash()).isEqualTo(-5);
        assertThat(row.partitionValue()).isEqualTo(Long.MIN_VALUE);
        assertThat(row.versionHigh()).isEqualTo(11);
        assertThat(row.versionLow()).isEqualTo(Version.low(3, 99));
        assertThat(row.kafkaOffset()).isEqualTo(99);
        assertThat(row.committedAt()).isEqualTo(123_456_789L);
        assertThat(key(row)).containsExactly(1, 2, 3);
        assertThat(row.missingCount()).isEqualTo(2);
        assertThat(row.missing(0)).isEqualTo(3);
        assertThat(row.missing(1)).isEqualTo(300);
        assertThat(row.rowLength()).isEqualTo(4 + RowShape.TRAILER_BYTES);
        assertThat(Arrays.copyOfRange(row.data(), row.rowStart(), row.rowStart() + 4))
                .containsExactly(9, 8, 7, 6);
        assertThat(row.next()).isTrue();
        assertThat(row.shape()).isEqualTo(USERS);
        assertThat(row.rowLength()).isEqualTo(300 + RowShape.TRAILER_BYTES);
        assertThat(row.next()).isFalse();
    }

    @Test
    void passesOverDroppedRows() {
        ChangeBatch batch = new ChangeBatch(7, 16);
        append(batch, ORDERS, new byte[] {1}, new byte[1]);
        append(batch, ORDERS, new byte[] {2}, new byte[1]);
        RowView row = batch.rows();
        row.next();
        row.drop();

        RowView again = batch.rows();
        assertThat(again.next()).isTrue();
        assertThat(key(again)).containsExactly(2);
        assertThat(again.next()).isFalse();
    }

    @Test
    void isUntouchedByARowThatWasNotFinished() {
        ChangeBatch batch = new ChangeBatch(7, 16);
        writer.begin(batch, ORDERS, 0, new byte[] {1}, 0, 1, 1_000);

        assertThat(batch.rowCount()).isZero();
        assertThat(batch.rows().next()).isFalse();
    }

    @Test
    void survivesTheNetwork() throws IOException {
        ChangeBatch batch = new ChangeBatch(7, 16);
        append(batch, ORDERS, new byte[] {1, 2, 3}, new byte[] {9, 8, 7, 6});
        append(batch, USERS, new byte[] {4}, new byte[3]);
        TableCounts counts = new TableCounts();
        counts.add(ORDERS.topic(), Kind.CONSUMED, 12);
        batch.setCounts(counts);

        DataOutputSerializer out = new DataOutputSerializer(64);
        ChangeBatchSerializer.INSTANCE.serialize(batch, out);
        ChangeBatch back = ChangeBatchSerializer.INSTANCE.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));

        assertThat(back.bucketKey()).isEqualTo(7);
        assertThat(back.rowCount()).isEqualTo(2);
        assertThat(back.shapes()).containsExactly(ORDERS, USERS);
        assertThat(back.counts()).isEqualTo(counts);
        assertThat(Arrays.copyOf(back.data(), back.length())).isEqualTo(Arrays.copyOf(batch.data(), batch.length()));
    }

    private void append(ChangeBatch batch, ShapeRef shape, byte[] key, byte[] columns) {
        meta.flags = RowFormat.KEY_ONLY;
        meta.kafkaPartition = 70_000;
        meta.partitionValue = Long.MIN_VALUE;
        meta.versionHigh = 11;
        meta.versionLow = Version.low(3, 99);
        meta.committedAt = 123_456_789L;
        meta.missingCount = 0;
        meta.addMissing(3);
        meta.addMissing(300);
        writer.begin(batch, shape, -5, key, 0, key.length, columns.length);
        System.arraycopy(columns, 0, writer.data(), writer.rowStart(), columns.length);
        writer.finish(writer.rowStart() + columns.length, meta);
    }

    private static byte[] key(RowView row) {
        return Arrays.copyOfRange(row.data(), row.keyStart(), row.keyStart() + row.keyLength());
    }
}
