package io.isotherm.job.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowShapeTest {
    private static final ColumnType INT64 = new ColumnType("Int64", 8);
    private static final ColumnType STRING = new ColumnType("String", ColumnType.VARIABLE);

    @Test
    void skipsFixedVariableAndNullValues() {
        RowShape shape = new RowShape(
                new ShapeRef("shop.public.t", 1, 2),
                List.of(column(INT64, false), column(STRING, true), column(STRING, false), column(INT64, true)),
                new int[] {0},
                -1,
                null,
                RowShape.Retention.VERSION);
        byte[] row = new byte[8 + 1 + 2 + 200 + 1];
        row[8] = 1;
        row[9] = (byte) (200 | 0x80);
        row[10] = 1;
        row[211] = 1;

        int at = shape.skip(row, 0, 0);
        assertThat(at).isEqualTo(8);
        at = shape.skip(row, at, 1);
        assertThat(at).isEqualTo(9);
        at = shape.skip(row, at, 2);
        assertThat(at).isEqualTo(211);
        assertThat(shape.skip(row, at, 3)).isEqualTo(212);
    }

    @Test
    void namesTypesAsClickHouseWritesThem() {
        assertThat(column(INT64, true).clickHouseType()).isEqualTo("Nullable(Int64)");
        assertThat(column(new ColumnType("LowCardinality(String)", ColumnType.VARIABLE), true)
                        .clickHouseType())
                .isEqualTo("LowCardinality(Nullable(String))");
    }

    @Test
    void tableNamesFollowTheTopic() {
        assertThat(TableId.ofTopic("shop.public.orders").targetName()).isEqualTo("shop_orders");
        assertThat(TableId.ofTopic("shop.audit.log").targetName()).isEqualTo("shop_audit_log");
        assertThat(TableId.ofTopic("shop.audit.log").topic()).isEqualTo("shop.audit.log");
        assertThatThrownBy(() -> TableId.ofTopic("orders")).hasMessageContaining("topic.prefix");
    }

    private static Column column(ColumnType type, boolean nullable) {
        return new Column("c", type, nullable, null, false);
    }
}
