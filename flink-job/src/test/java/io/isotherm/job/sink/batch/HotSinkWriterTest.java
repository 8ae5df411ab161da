package io.isotherm.job.sink.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.client.api.ServerException;
import io.isotherm.job.config.JobConfig;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.model.RowFormat;
import io.isotherm.job.model.TableCounts;
import io.isotherm.job.model.TableCounts.Kind;
import io.isotherm.job.sink.KeptGauges;
import io.isotherm.job.sink.KeptLetters;
import io.isotherm.job.sink.KeptRows;
import io.isotherm.job.sink.ManualMailbox;
import io.isotherm.job.sink.ManualTime;
import io.isotherm.job.sink.Rows;
import io.isotherm.job.sink.Shapes;
import io.isotherm.job.sink.table.SinkException;
import io.isotherm.job.table.RowShape;
import io.isotherm.job.table.ShapeRef;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HotSinkWriterTest {
    private static final int MAX_ROWS = 100;
    private static final int MAX_BYTES = 10_000;
    private static final int AGE = 200;

    private final RowShape orders = shape("orders");
    private final RowShape users = shape("users");
    private final RowShape kept = shape("kept");
    private final ManualMailbox mailbox = new ManualMailbox();
    private final ManualTime time = new ManualTime();
    private final KeptRows server = new KeptRows();
    private final KeptGauges gauges = new KeptGauges();
    private final Map<ShapeRef, RowShape> shapes = new ConcurrentHashMap<>();
    private final HotSinkWriter writer = writer();

    private static RowShape shape(String table) {
        return Shapes.of("shop.public." + table)
                .column("id", "Int32")
                .column("text", "String")
                .build();
    }

    private HotSinkWriter writer() {
        JobConfig config = new JobConfig(
                null,
                null,
                null,
                new JobConfig.Sink(MAX_ROWS, MAX_BYTES, Duration.ofMillis(AGE), 2),
                TablesConfig.parse(
                        "tables.yaml", "sources: {shop: {tables: [public.*, public.kept: {history: true}]}}"),
                Duration.ZERO,
                JobConfig.LatestStore.AUTO);
        shapes.put(orders.ref(), orders);
        shapes.put(users.ref(), users);
        shapes.put(kept.ref(), kept);
        SinkMetrics metrics = new SinkMetrics(gauges.group());
        BatchInsert.Services services =
                new BatchInsert.Services(server, server, new KeptLetters(), metrics, millis -> {});
        InsertExecutor executor = new InsertExecutor(2, mailbox, "test-insert");
        return new HotSinkWriter(config, shapes::get, services, executor, time, metrics);
    }

    @AfterEach
    void close() throws IOException {
        writer.close();
    }

    @Test
    void aCheckpointWaitsForEveryRowAndHandsOnTheCounts() throws Exception {
        writer.write(rows(orders, 0, 250).counting("shop.public.orders", 260).batch(), null);
        writer.write(
                new Rows().add(orders, 1000, 7, "newer").add(users, 1, 1, "u").batch(), null);
        writer.flush(false);

        assertThat(server.of(users)).isEqualTo(1);
        TableCounts counts = writer.prepareCommit().iterator().next();
        assertThat(counts.get("shop.public.orders", Kind.CONSUMED)).isEqualTo(260);
        assertThat(counts.get("shop.public.orders", Kind.WRITTEN)).isEqualTo(server.of(orders));
        assertThat(counts.get("shop.public.orders", Kind.WRITTEN) + counts.get("shop.public.orders", Kind.SUPERSEDED))
                .isEqualTo(251);
        assertThat(writer.prepareCommit()).isEmpty();
    }

    @Test
    void sendsAFullBufferWithoutWaitingForACheckpoint() throws Exception {
        writer.write(rows(orders, 0, MAX_ROWS).batch(), null);
        mailbox.yield();

        assertThat(server.of(orders)).isEqualTo(MAX_ROWS);
    }

    @Test
    void sendsABufferOfManyBytes() throws Exception {
        writer.write(new Rows().add(orders, 1, 1, "x".repeat(5 * MAX_BYTES)).batch(), null);
        mailbox.yield();

        assertThat(server.of(orders)).isEqualTo(1);
    }

    @Test
    void sendsRowsAfterAPauseAtOnceAndThenOncePerAgeAndTable() throws Exception {
        writer.write(rows(orders, 0, 3).batch(), null);
        time.advance(TableLane.GATHER_MILLIS - 1);
        assertThat(server.inserts).hasValue(0);
        time.advance(1);
        mailbox.yield();
        assertThat(server.of(orders)).isEqualTo(3);

        writer.write(rows(orders, 3, 6).batch(), null);
        writer.write(rows(users, 0, 1).batch(), null);
        time.advance(AGE / 2);
        mailbox.yield();
        assertThat(server.of(users)).isEqualTo(1);
        writer.write(rows(orders, 6, 9).batch(), null);
        time.advance(AGE / 2 - 1);
        assertThat(server.of(orders)).isEqualTo(3);
        time.advance(1);
        mailbox.yield();
        assertThat(server.of(orders)).isEqualTo(9);
        assertThat(server.inserts).hasValue(3);
    }

    @Test
    void nothingWaitsForMoreRowsWhenNoneCome() throws Exception {
        writer.write(new Rows().add(kept, 1, 1, "a").batch(), null);
        time.advance(TableLane.GATHER_MILLIS);
        awaitInserts(2);
        writer.write(new Rows().add(kept, 2, 1, "b").batch(), null);
        time.advance(AGE);
        writer.write(rows(users, 0, 1).batch(), null);

        time.advance(InsertPace.QUIET_MILLIS - 1);
        awaitInserts(2);
        assertThat(server.stored.get("shop_kept_history")).containsExactly(1L);
        time.advance(1);
        awaitInserts(1);

        assertThat(server.stored.get("shop_kept_history")).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void insertsOneBatchOfATableAtATime() throws Exception {
        for (int i = 0; i < 10; i++) {
            writer.write(rows(orders, i * MAX_ROWS, (i + 1) * MAX_ROWS).batch(), null);
        }
        writer.flush(true);

        assertThat(server.of(orders)).isEqualTo(10 * MAX_ROWS);
        assertThat(server.mostAtOnce).hasValue(1);
    }

    @Test
    void aSlowTableDoesNotHoldUpTheOthers() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        server.beforeInsert = table -> {
            if (table.equals("shop_orders")) {
                awaitQuietly(released);
            }
        };
        writer.write(rows(orders, 0, MAX_ROWS).batch(), null);
        writer.write(rows(orders, MAX_ROWS, MAX_ROWS + 5).batch(), null);
        writer.write(rows(users, 0, 5).batch(), null);
        time.advance(AGE);
        mailbox.yield();
        assertThat(server.of(users)).isEqualTo(5);
        assertThat(server.of(orders)).isZero();
        released.countDown();
        writer.flush(false);
        assertThat(server.of(orders)).isEqualTo(MAX_ROWS + 5);
    }

    @Test
    void theFirstFailureFailsEveryLaterCall() {
        server.beforeInsert = table -> {
            throw new ServerException(497, "Code: 497. not enough privileges", 403, "q");
        };
        assertThatThrownBy(() -> {
                    writer.write(rows(orders, 0, 5).batch(), null);
                    writer.flush(false);
                })
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("shop_orders");
        assertThatThrownBy(writer::prepareCommit).isInstanceOf(SinkException.class);
        assertThatThrownBy(() -> writer.write(rows(orders, 0, 1).batch(), null)).isInstanceOf(SinkException.class);
        assertThatThrownBy(() -> writer.flush(true)).isInstanceOf(SinkException.class);
    }

    @Test
    void aHistoryGetsEveryChangeButNoTombstoneOfARowThatMoved() throws Exception {
        Rows rows = new Rows().counting("shop.public.kept", 4);
        rows.add(kept, 1, 1, "a").add(kept, 2, 1, "b").add(kept, 3, 2, "c");
        rows.addFlagged(kept, 4, RowFormat.DELETED, 1, "");
        rows.addFlagged(kept, 5, RowFormat.DELETED | RowFormat.DERIVED, 2, "");
        writer.write(rows.batch(), null);
        writer.write(rows(users, 0, 3).batch(), null);
        writer.flush(false);

        assertThat(server.stored.get("shop_kept")).containsExactlyInAnyOrder(4L, 5L);
        assertThat(server.stored.get("shop_kept_history")).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
        assertThat(server.stored).containsOnlyKeys("shop_kept", "shop_kept_history", "shop_users");
        TableCounts counts = writer.prepareCommit().iterator().next();
        assertThat(counts.get("shop.public.kept", Kind.HISTORY_WRITTEN)).isEqualTo(4);
        assertThat(counts.get("shop.public.kept", Kind.HISTORY_OMITTED)).isEqualTo(1);
        assertThat(TableCounts.historyImbalance(counts.of("shop.public.kept"))).isZero();
    }

    @Test
    void aCheckpointFailsIfOnlyTheHistoryCannotBeWritten() {
        server.beforeInsert = table -> {
            if (table.endsWith("_history")) {
                throw new ServerException(497, "Code: 497. not enough privileges", 403, "q");
            }
        };
        assertThatThrownBy(() -> {
                    writer.write(new Rows().add(kept, 1, 1, "a").batch(), null);
                    writer.flush(false);
                })
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("shop_kept_history");
        assertThatThrownBy(writer::prepareCommit).isInstanceOf(SinkException.class);
    }

    @Test
    void boundsTheBytesOfAllTablesTogether() throws Exception {
        List<RowShape> many = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            RowShape shape = shape("t" + i);
            shapes.put(shape.ref(), shape);
            many.add(shape);
        }
        for (RowShape shape : many) {
            writer.write(new Rows().add(shape, 1, 1, "x".repeat(MAX_BYTES / 2)).batch(), null);
        }
        // all but what fits into the bound is on its way or stored already, without any timer
        assertThat(server.inserts.get()).isGreaterThanOrEqualTo(50 - 4 - 2);
        writer.flush(false);
        assertThat(server.inserts).hasValue(50);
    }

    @Test
    void tablesThatCameInTurnsDoNotEachKeepMemoryForTheMost() throws Exception {
        for (int i = 0; i < 50; i++) {
            RowShape shape = shape("t" + i);
            shapes.put(shape.ref(), shape);
            writer.write(new Rows().add(shape, 1, 1, "x".repeat(MAX_BYTES)).batch(), null);
            writer.write(new Rows().add(shape, 2, 2, "x").batch(), null);
        }
        // one buffer fills and one is on its way for each, and what is kept besides is bounded
        assertThat(gauges.valueOf("bufferBytes")).isBetween(1L, 8L * MAX_BYTES);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitInserts(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            mailbox.yield();
        }
    }

    private Rows rows(RowShape shape, int from, int to) {
        Rows rows = new Rows();
        for (int i = from; i < to; i++) {
            rows.add(shape, i, i, "t");
        }
        return rows;
    }
}
