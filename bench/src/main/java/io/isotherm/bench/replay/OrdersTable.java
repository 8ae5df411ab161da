package io.isotherm.bench.replay;

import io.isotherm.bench.stack.BenchException;
import io.isotherm.bench.stack.BenchStack;
import io.isotherm.bench.stack.ClickHouse;
import io.isotherm.cli.settings.Secret;
import java.util.List;

/** The table that every system fills, and what must be in it at the end. */
final class OrdersTable {
    private static final String EXPECTED = "bench.expected_orders";

    /** Counts live rows and adds up a hash of each row's values; NULL is told from every value. */
    private static final String DIGEST = "count(), sum(cityHash64(%s, user_id, isNull(order_status),"
            + " ifNull(order_status, ''), total_amount, isNull(created_at), ifNull(created_at, toDateTime64(0, 6)),"
            + " isNull(updated_at), ifNull(updated_at, toDateTime64(0, 6))))";

    private final ClickHouse clickHouse;

    OrdersTable(ClickHouse clickHouse) {
        this.clickHouse = clickHouse;
    }

    /** Makes a table with the layout and the settings of the job's own: only the versions are simpler. */
    void create(String table) {
        drop(table);
        boolean statistics =
                clickHouse.number("SELECT count() FROM system.merge_tree_settings WHERE name = 'auto_statistics_types'")
                        == 1;
        clickHouse.execute("""
                CREATE TABLE %s
                (
                    order_id Int64,
                    user_id Int64,
                    order_status Nullable(String),
                    total_amount Decimal(12, 2),
                    created_at Nullable(DateTime64(6, 'UTC')),
                    updated_at Nullable(DateTime64(6, 'UTC')),
                    _version UInt64,
                    _is_deleted UInt8
                )
                ENGINE = ReplacingMergeTree(_version, _is_deleted)
                PARTITION BY toYYYYMMDD(created_at)
                ORDER BY order_id
                SETTINGS allow_nullable_key = 1, non_replicated_deduplication_window = 0%s
                """.formatted(table, statistics ? ", auto_statistics_types = ''" : ""));
    }

    void drop(String table) {
        clickHouse.execute("DROP TABLE IF EXISTS " + table + " SYNC");
    }

    /** Takes the rows that the base's orders ended as from Postgres itself. */
    void readExpected(BenchStack stack, long firstId) {
        drop(EXPECTED);
        clickHouse.execute("CREATE TABLE " + EXPECTED
                + " (order_id Int64, user_id Int64, order_status Nullable(String), total_amount Decimal(12, 2),"
                + " created_at Nullable(DateTime64(6, 'UTC')), updated_at Nullable(DateTime64(6, 'UTC')))"
                + " ENGINE = MergeTree ORDER BY order_id");
        clickHouse.execute("INSERT INTO " + EXPECTED
                + " SELECT order_id, user_id, order_status, total_amount, created_at, updated_at FROM postgresql('"
                + stack.postgresAddress() + "', '" + BenchStack.DATABASE + "', 'orders', 'postgres', '"
                + stack.secret(Secret.POSTGRES_PASSWORD) + "') WHERE order_id >= " + firstId);
    }

    /** Count and hash of the live rows that all copies together must end as. */
    List<String> expected(EventMultiplier events) {
        return clickHouse.row("SELECT " + DIGEST.formatted("order_id + number * " + events.idSpan()) + " FROM "
                + EXPECTED + " CROSS JOIN numbers(" + events.copies() + ") AS n");
    }

    /** Count and hash of a table's live rows, the marks left out. */
    List<String> actual(String table, EventMultiplier events) {
        return clickHouse.row("SELECT " + DIGEST.formatted("order_id") + " FROM " + table + " FINAL WHERE order_id < "
                + events.endId());
    }

    /** @throws BenchException if the table is not what it must be */
    void check(String system, String table, EventMultiplier events) {
        List<String> expected = expected(events);
        List<String> actual = actual(table, events);
        if (!actual.equals(expected)) {
            throw new BenchException(system + " ended with " + actual.get(0) + " live rows (hash " + actual.get(1)
                    + ") in " + table + ", expected " + expected.get(0) + " (hash " + expected.get(1) + ")");
        }
    }
}
