package io.isotherm.job.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.table.Column;
import io.isotherm.job.table.ColumnType;
import io.isotherm.job.table.RowShape;
import io.isotherm.job.table.ShapeRef;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowBlockTest {
    private static final RowShape SHAPE = new RowShape(
            new ShapeRef("shop.public.users", 1, 2),
            List.of(
                    new Column("id", new ColumnType("Int64", 8), false, null, false),
                    new Column("n".repeat(200), new ColumnType("LowCardinality(String)", -1), true, null, false)),
            new int[] {0},
            -1,
            null,
            RowShape.Retention.VERSION);

    private final ChangeBatch batch = new ChangeBatch(0, 64);

    @Test
    void startsWithTheNumberNamesAndTypesOfAllColumnsWithTheTrailer() {
        assertThat(strings(RowBlock.header(SHAPE)))
                .containsExactly(
                        "id",
                        "n".repeat(200),
                        "_version",
                        "_is_deleted",
                        "_committed_at",
                        "Int64",
                        "LowCardinality(Nullable(String))",
                        "UInt128",
                        "UInt8",
                        "DateTime64(6, 'UTC')");
        assertThat(RowBlock.header(SHAPE)[0]).isEqualTo((byte) 5);
    }

    @Test
    void endsWithTheRowAndItsTrailer() {
        byte[] columns = {7, 0, 0, 0, 0, 0, 0, 0, 0, 2, 'h', 'i'};
        RowWriter writer = new RowWriter();
        writer.begin(batch, SHAPE.ref(), 1, columns, 0, 8, columns.length);
        System.arraycopy(columns, 0, writer.data(), writer.rowStart(), columns.length);
        RowMeta meta = new RowMeta();
        meta.versionLow = 0x0102030405060708L;
        meta.versionHigh = 9;
        meta.committedAt = 1_000_000;
        writer.finish(writer.rowStart() + columns.length, meta);
        RowView row = batch.rows();
        row.next();

        byte[] block = RowBlock.of(SHAPE, row);

        assertThat(block).startsWith(RowBlock.header(SHAPE)).endsWith(trailer());
        assertThat(block).hasSize(RowBlock.header(SHAPE).length + columns.length + RowShape.TRAILER_BYTES);
        assertThat(block).containsSequence(columns);
    }

    private static byte[] trailer() {
        byte[] trailer = {8, 7, 6, 5, 4, 3, 2, 1, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        RowFormat.putLong(trailer, 17, 1_000_000);
        return trailer;
    }

    private static List<String> strings(byte[] header) {
        List<String> strings = new ArrayList<>();
        int at = 1;
        while (at < header.length) {
            int length = header[at++] & 0xff;
            if (length > 0x7f) {
                length = length & 0x7f | header[at++] << 7;
            }
            strings.add(new String(header, at, length, StandardCharsets.UTF_8));
            at += length;
        }
        return strings;
    }
}
