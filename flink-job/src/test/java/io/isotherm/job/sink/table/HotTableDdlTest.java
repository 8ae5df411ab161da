package io.isotherm.job.sink.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.sink.Shapes;
import io.isotherm.job.table.EpochUnit;
import io.isotherm.job.table.RowShape;
import io.isotherm.job.table.TableId;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class HotTableDdlTest {
    private static final TablesConfig TABLES = TablesConfig.parse("tables.yaml", """
            sources:
              shop:
                tables:
                  - public.orders: {partition_by: at, partition: month}
            """);

    private final HotTableDdl ddl = new HotTableDdl("hot");
    private final RowShape orders = Shapes.of("shop.public.orders")
            .column("region", "LowCardinality(String)")
            .column("id", "Int64")
            .nullable("at", "Date32")
            .add("odd `name\\", "String", false, "'x'")
            .key(1, 0)
            .partitionedBy(2)
            .build();

    @Test
    void createsATableWithItsKeyPartitionAndDefaults() {
        TableSettings settings =
                TABLES.settingsOf(TableId.ofTopic("shop.public.orders")).orElseThrow();

        assertThat(ddl.create(TargetTable.latest(orders), settings, BigInteger.ZERO, HotTableDdl.Settings.ALL))
                .isEqualTo("""
                        CREATE TABLE IF NOT EXISTS `hot`.`shop_orders`
                        (
                            `region` LowCardinality(String),
                            `id` Int64,
                            `at` Nullable(Date32),
                            `odd \\`name\\\\` String DEFAULT 'x',
                            `_version` UInt128,
                            `_is_deleted` UInt8,
                            `_committed_at` DateTime64(6, 'UTC'),
                            `_ingested_at` DateTime64(3, 'UTC') DEFAULT now64(3)
                        )
                        ENGINE = ReplacingMergeTree(_version, _is_deleted)
                        PARTITION BY toYYYYMM(`at`)
                        ORDER BY (`id`, `region`)
                        SETTINGS non_replicated_deduplication_window = 0, auto_statistics_types = '', merge_selector_base = 10, allow_nullable_key = 1""");
    }

    @Test
    void anIntegersUnitStandsInThePartitionKey() {
        assertThat(partitionKey(EpochUnit.S)).isEqualTo("toYYYYMM(toDateTime64(`at`, 0, 'UTC'))");
        assertThat(partitionKey(EpochUnit.MS)).isEqualTo("toYYYYMM(fromUnixTimestamp64Milli(`at`, 'UTC'))");
        assertThat(partitionKey(EpochUnit.US)).isEqualTo("toYYYYMM(fromUnixTimestamp64Micro(`at`, 'UTC'))");
    }

    private static String partitionKey(EpochUnit unit) {
        RowShape shape = Shapes.of("shop.public.orders")
                .column("id", "Int64")
                .column("at", "Int64")
                .partitionedBy(1)
                .counting(unit)
                .build();
        return TargetTable.latest(shape)
                .partitionKey(TABLES.settingsOf(shape.table()).orElseThrow());
    }

    @Test
    void altersInOneStatement() {
        List<String> changes = List.of(
                HotTableDdl.add(orders.columns().get(0), null),
                HotTableDdl.add(orders.columns().get(3), "at"),
                HotTableDdl.modify("id", "Int128"));

        assertThat(ddl.alter(TargetTable.latest(orders), changes)).isEqualTo("""
                        ALTER TABLE `hot`.`shop_orders`
                            ADD COLUMN IF NOT EXISTS `region` LowCardinality(String) FIRST,
                            ADD COLUMN IF NOT EXISTS `odd \\`name\\\\` String DEFAULT 'x' AFTER `at`,
                            MODIFY COLUMN `id` Int128""");
    }
}
