package io.isotherm.job.sink.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.sink.ClickHouseServer;
import io.isotherm.job.sink.Rows;
import io.isotherm.job.sink.ServerSink;
import io.isotherm.job.sink.batch.PartitionRule;
import io.isotherm.job.sink.batch.TableBuffer;
import io.isotherm.job.table.RowShape;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Columns are renamed while other writers insert, or have ended in the middle of it. */
class RenamesBesideWritersITCase {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** More than what ClickHouse waits for before it begins an insert. */
    private static final long MANY = 20_000;

    @RegisterExtension
    static final ServerSink sink = new ServerSink();

    /** ClickHouse loses the values of an insert that is under way when its column is renamed. */
    @Test
    void insertsThatAreUnderWayAreWaitedFor() throws Exception {
        RowShape before = RenamedColumnsITCase.named("busy", "note");
        RowShape after = RenamedColumnsITCase.named("busy", "remark");
        sink.send(before, new Rows().add(before, 10, 1L, "a", 1));
        TargetTable table = TargetTable.latest(before);
        InsertPlan plan = sink.tables().planFor(table, BigInteger.ZERO);
        Rows many = new Rows();
        for (long id = 10; id < MANY; id++) {
            many.add(before, 11, id, "slow", 1);
        }
        TableBuffer rows = many.fill(new TableBuffer(table, PartitionRule.of(table, TableSettings.DEFAULTS)));
        String renamed = "SELECT count() FROM system.columns WHERE database = 'hot' AND table = 'shop_busy'"
                + " AND name = 'remark'";
        String inserts = "SELECT count() FROM system.processes WHERE query_id LIKE 'isotherm-shop_busy-%'";
        AskedCatalog catalog = new AskedCatalog(sink.server());
        ExecutorService beside = Executors.newSingleThreadExecutor();
        try {
            Future<?> slow = beside.submit(() -> sink.server().insert(plan, rows.rows(), out -> {
                rows.writeTo(out, 0, rows.rows() - 1);
                out.flush();
                // it is waited for, or it is too late
                await().atMost(PATIENCE)
                        .until(() ->
                                catalog.asked.get() > 2 || sink.query(renamed).equals("1"));
                rows.writeTo(out, rows.rows() - 1, rows.rows());
            }));
            await().atMost(PATIENCE).until(() -> sink.query(inserts).equals("1"));
            sink.insert(ServerSink.hotTables(catalog), sink.server(), after, new Rows().add(after, 20, 2L, "b", 2));
            slow.get();
        } finally {
            beside.shutdownNow();
        }
        assertThat(sink.query("SELECT countIf(remark = 'slow'), count() FROM hot.shop_busy"))
                .isEqualTo(rows.rows() + "\t" + (rows.rows() + 2));
    }

    @Test
    void manyWritersAtOnceLoseNothing() throws Exception {
        List<RowShape> shapes = Stream.of("a", "b", "c", "d")
                .map(name -> RenamedColumnsITCase.named("raced", name))
                .toList();
        int writers = 4;
        int rows = 20;
        ExecutorService all = Executors.newFixedThreadPool(writers);
        List<Future<?>> ends = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            long first = 1000L * writer;
            ends.add(all.submit(() -> {
                try (ClickHouseServer server = new ClickHouseServer(sink.config(), 1, "test")) {
                    HotTables tables = ServerSink.hotTables(server);
                    for (int step = 0; step < shapes.size(); step++) {
                        for (int row = 0; row < rows; row++) {
                            long id = first + 100L * step + row;
                            Rows one = new Rows().add(shapes.get(step), 100L * step + row + 1, id, "v" + id, 1);
                            sink.insert(tables, server, shapes.get(step), one);
                        }
                    }
                }
                return null;
            }));
        }
        for (Future<?> end : ends) {
            end.get();
        }
        all.shutdown();
        assertThat(sink.columns("shop_raced")).startsWith("id,d,z,_version,");
        assertThat(sink.query("SELECT count(), countIf(d = concat('v', toString(id))) FROM bronze.shop_raced"))
                .isEqualTo("320\t320");
        assertThat(sink.letters().letters).isEmpty();
    }

    /** As of a writer, or a job, that has ended in between. */
    @Test
    void whatAnotherWriterHasBegunIsCompleted() throws InterruptedException {
        RowShape before = RenamedColumnsITCase.named("begun", "note");
        sink.send(before, new Rows().add(before, 10, 1L, "a", 1));
        String mark = new ColumnMark(2, "remark", BigInteger.TWO.pow(90)).comment();
        sink.query("ALTER TABLE hot.shop_begun MODIFY COLUMN note String MATERIALIZED"
                + " defaultValueOfTypeName('String') COMMENT '" + mark + "'");
        sink.send(before, new Rows().add(before, 11, 2L, "b", 2));

        assertThat(sink.columns("shop_begun")).startsWith("id,remark,z,");
        assertThat(sink.query("SELECT id, remark FROM bronze.shop_begun ORDER BY id"))
                .isEqualTo("1\ta\n2\tb");
        assertThat(sink.query("SELECT default_kind FROM system.columns WHERE table = 'shop_begun' AND name = 'remark'"
                        + " AND database = 'hot'"))
                .isEmpty();
    }

    /** Counts how often it was asked for inserts that are under way. */
    private record AskedCatalog(TableCatalog server, AtomicInteger asked) implements TableCatalog {
        AskedCatalog(TableCatalog server) {
            this(server, new AtomicInteger());
        }

        @Override
        public Map<Name, ExistingTable> read(Collection<Name> names) {
            return server.read(names);
        }

        @Override
        public Map<Name, ExistingTable> readAll(Collection<String> databases) {
            return server.readAll(databases);
        }

        @Override
        public void execute(String ddl) {
            server.execute(ddl);
        }

        @Override
        public Set<String> inserting(String table) {
            asked.incrementAndGet();
            return server.inserting(table);
        }

        @Override
        public boolean mayRename(Name name) {
            return server.mayRename(name);
        }
    }
}
