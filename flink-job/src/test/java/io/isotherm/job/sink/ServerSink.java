package io.isotherm.job.sink;

import io.isotherm.job.config.JobConfig;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.sink.batch.BatchInsert;
import io.isotherm.job.sink.batch.PartitionRule;
import io.isotherm.job.sink.batch.RowRange;
import io.isotherm.job.sink.batch.TableBuffer;
import io.isotherm.job.sink.table.HotTables;
import io.isotherm.job.sink.table.TableCatalog;
import io.isotherm.job.sink.table.TargetTable;
import io.isotherm.job.sink.view.BronzeViews;
import io.isotherm.job.table.RowShape;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The sink's own parts put together on a real server of the test class, without Flink around them. */
public final class ServerSink implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private static final String TABLES = """
            sources:
              shop:
                tables:
                  - public.kept*: {history: true}
                  - public.*
                  - public.events: {partition_by: at}
                  - public.monthly: {partition_by: on_day, partition: month}
                  - public.counted: {partition_by: {column: at, unit: ms}}
                  - public.seconds: {partition_by: {column: at, unit: s}, partition: month}
                  - public.events2: {partition_by: at, archive: none}
                  - public.frozen: {on_schema_change: ignore}
                  - public.strict: {on_schema_change: fail}
                  - public.stays: {history: true, archive: none}
            """;

    private ClickHouseProcess clickHouse;
    private KeptLetters letters;
    private RetryLog retries;
    private ClickHouseServer server;
    private HotTables tables;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        clickHouse = ClickHouseProcess.start();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        letters = new KeptLetters();
        retries = new RetryLog();
        server = new ClickHouseServer(config(), 2, "test");
        tables = hotTables(server);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        server.close();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        clickHouse.close();
    }

    public KeptLetters letters() {
        return letters;
    }

    public RetryLog retries() {
        return retries;
    }

    public ClickHouseServer server() {
        return server;
    }

    public HotTables tables() {
        return tables;
    }

    public JobConfig.ClickHouse config() {
        return clickHouse.config();
    }

    public JobConfig.ClickHouse config(String writerPassword) {
        return clickHouse.config(writerPassword);
    }

    public static HotTables hotTables(TableCatalog catalog) {
        return new HotTables(
                catalog, TablesConfig.parse("tables.yaml", TABLES), "hot", new BronzeViews(catalog, "hot"));
    }

    public BatchInsert.Outcome send(RowShape shape, Rows rows) throws InterruptedException {
        return insert(tables, server, shape, rows);
    }

    /** Writes the rows as changes, to the history of their table. */
    BatchInsert.Outcome sendChanges(RowShape shape, Rows rows) throws InterruptedException {
        return insert(tables, server, TargetTable.history(shape), rows);
    }

    public BatchInsert.Outcome insert(HotTables hotTables, ClickHouseServer to, RowShape shape, Rows rows)
            throws InterruptedException {
        return insert(hotTables, to, TargetTable.latest(shape), rows);
    }

    private BatchInsert.Outcome insert(HotTables hotTables, ClickHouseServer to, TargetTable table, Rows rows)
            throws InterruptedException {
        TableBuffer buffer = rows.fill(new TableBuffer(table, PartitionRule.of(table, TableSettings.DEFAULTS)));
        BatchInsert.Services services =
                new BatchInsert.Services(hotTables, to, letters, retries, TimeUnit.MILLISECONDS::sleep);
        return new BatchInsert(services, RowRange.all(buffer)).call();
    }

    /** Puts hot's rows of a partition into cold, releases it and empties hot, as the archive does. */
    public void archive(String table, String partition) {
        query("INSERT INTO cold." + table + " SELECT * FROM hot." + table + " FINAL WHERE _partition_id = '" + partition
                + "'");
        query("INSERT INTO ops.archived_partitions (table, partition_id, released, max_version) SELECT '" + table
                + "', '" + partition + "', true, max(_version) FROM cold." + table);
        query("ALTER TABLE hot." + table + " DROP PARTITION ID '" + partition + "'");
    }

    public String query(String sql) {
        return clickHouse.query(sql);
    }

    /** Names of a hot table's columns in their order, with commas between. */
    public String columns(String table) {
        return query("SELECT name FROM system.columns WHERE database = 'hot' AND table = '" + table
                        + "' ORDER BY position")
                .replace('\n', ',');
    }
}
