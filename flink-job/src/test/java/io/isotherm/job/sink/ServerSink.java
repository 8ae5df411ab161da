package io.isotherm.job.sink;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.RowShape;
import java.util.concurrent.TimeUnit;

/** The sink's own parts put together on a real server, without Flink around them. */
final class ServerSink implements AutoCloseable {
    private static final String TABLES = """
            sources:
              shop:
                tables:
                  - public.*
                  - public.events: {partition_by: at}
                  - public.monthly: {partition_by: on_day, partition: month}
                  - public.events2: {partition_by: at, archive: none}
                  - public.frozen: {on_schema_change: ignore}
                  - public.strict: {on_schema_change: fail}
            """;

    final KeptLetters letters = new KeptLetters();
    final RetryLog retries = new RetryLog();
    final ClickHouseServer server;
    final HotTables tables;
    private final ClickHouseProcess clickHouse;

    ServerSink(ClickHouseProcess clickHouse) {
        this.clickHouse = clickHouse;
        this.server = new ClickHouseServer(clickHouse.config(), 2, "test");
        this.tables = hotTables(server);
    }

    static HotTables hotTables(ClickHouseServer server) {
        return new HotTables(server, TablesConfig.parse("tables.yaml", TABLES), "hot");
    }

    BatchInsert.Outcome send(RowShape shape, Rows rows) throws InterruptedException {
        return insert(tables, server, shape, rows);
    }

    BatchInsert.Outcome insert(HotTables hotTables, ClickHouseServer to, RowShape shape, Rows rows)
            throws InterruptedException {
        TableBuffer buffer = rows.fill(new TableBuffer(shape, PartitionRule.of(shape, TableSettings.DEFAULTS)));
        BatchInsert.Services services =
                new BatchInsert.Services(hotTables, to, letters, retries, TimeUnit.MILLISECONDS::sleep);
        return new BatchInsert(services, RowRange.all(buffer)).call();
    }

    String query(String sql) {
        return clickHouse.query(sql);
    }

    /** Names of a hot table's columns in their order, with commas between. */
    String columns(String table) {
        return query("SELECT name FROM system.columns WHERE database = 'hot' AND table = '" + table
                        + "' ORDER BY position")
                .replace('\n', ',');
    }

    @Override
    public void close() {
        server.close();
    }
}
