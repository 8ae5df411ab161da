package io.isotherm.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.isotherm.job.audit.LossException;
import io.isotherm.job.config.JobConfig;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.ChangeBatchSerializer;
import io.isotherm.job.table.RowShape;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The sink with its audit inside a Flink job, writing to a real ClickHouse. */
class HotSinkITCase {
    private static final int ROWS_PER_BATCH = 100;
    private static final int PARALLELISM = 2;
    private static final long NANOS_PER_BATCH = 3_000_000;

    @RegisterExtension
    static final MiniClusterExtension FLINK = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(PARALLELISM)
            .build());

    private static final RowShape ORDERS = Shapes.of("shop.public.orders")
            .column("id", "Int64")
            .column("text", "String")
            .build();

    private static ClickHouseProcess clickHouse;
    private static final AtomicLong MADE = new AtomicLong();
    private static final AtomicLong CHECKPOINTS = new AtomicLong();
    private static final AtomicBoolean FAILED_ONCE = new AtomicBoolean();

    @BeforeAll
    static void start() throws IOException {
        clickHouse = ClickHouseProcess.start();
    }

    @AfterAll
    static void stop() {
        clickHouse.close();
    }

    /**
     * Makes a batch of new rows of every number, slowly enough for some checkpoints.
     *
     * @param lossAt the batch that counts one row more than it has
     * @param failAt where to fail once after a checkpoint, or -1
     */
    private record Batches(long lossAt, long failAt) implements MapFunction<Long, ChangeBatch>, CheckpointListener {
        @Override
        public ChangeBatch map(Long number) {
            LockSupport.parkNanos(NANOS_PER_BATCH);
            boolean fails = failAt >= 0 && number >= failAt && CHECKPOINTS.get() > 0;
            if (fails && FAILED_ONCE.compareAndSet(false, true)) {
                throw new IllegalStateException("failing once on purpose");
            }
            Rows rows = new Rows();
            for (int i = 0; i < ROWS_PER_BATCH; i++) {
                long id = number * ROWS_PER_BATCH + i;
                rows.add(ORDERS, id + 1, id, "text " + id);
            }
            MADE.incrementAndGet();
            return rows.counting("shop.public.orders", ROWS_PER_BATCH + (number == lossAt ? 1 : 0))
                    .batch();
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            CHECKPOINTS.incrementAndGet();
        }
    }

    private JobClient run(long batches, Batches maker) throws Exception {
        clickHouse.query("DROP TABLE IF EXISTS hot.shop_orders SYNC");
        MADE.set(0);
        CHECKPOINTS.set(0);
        FAILED_ONCE.set(false);
        Configuration flink = Configuration.fromMap(Map.of(
                "pipeline.generic-types", "false",
                "restart-strategy.type", maker.failAt() < 0 ? "disable" : "fixed-delay",
                "restart-strategy.fixed-delay.attempts", "1",
                "restart-strategy.fixed-delay.delay", "0 s"));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        env.setParallelism(PARALLELISM);
        env.enableCheckpointing(100);
        JobConfig config = new JobConfig(
                new JobConfig.Kafka("127.0.0.1:1", "g", "dead", Duration.ZERO, JobConfig.StartFrom.EARLIEST, Map.of()),
                null,
                clickHouse.config(),
                new JobConfig.Sink(1000, 1 << 20, Duration.ofMillis(50), 2),
                TablesConfig.parse("tables.yaml", "sources: {shop: {tables: [public.orders: {history: true}]}}"),
                Duration.ZERO,
                JobConfig.LatestStore.AUTO);
        env.fromSequence(0, batches - 1)
                .map(maker)
                .returns(ChangeBatchSerializer.TYPE)
                .sinkTo(new HotSink(config, () -> ref -> ORDERS))
                .uid("hot-sink")
                .name("hot-sink");
        return env.executeAsync("test");
    }

    private static String stored() {
        return clickHouse.query("SELECT count(), sum(id), countIf(text = concat('text ', toString(id)))"
                + " FROM hot.shop_orders FINAL UNION ALL SELECT count(), sum(id), uniqExact(_version)"
                + " FROM bronze.shop_orders_history");
    }

    private static String expected(long batches) {
        long rows = batches * ROWS_PER_BATCH;
        String sums = rows + "\t" + rows * (rows - 1) / 2 + "\t" + rows;
        return sums + "\n" + sums;
    }

    private static void finish(JobClient job) throws Exception {
        job.getJobExecutionResult().get(120, TimeUnit.SECONDS);
    }

    @Test
    void writesEveryRowOfABoundedInput() throws Exception {
        finish(run(400, new Batches(-1, -1)));

        assertThat(stored()).isEqualTo(expected(400));
        assertThat(CHECKPOINTS).hasValueGreaterThan(PARALLELISM);
    }

    @Test
    void aLostRowFailsTheJob() throws Exception {
        JobClient job = run(400, new Batches(250, -1));

        assertThatThrownBy(() -> finish(job))
                .hasRootCauseInstanceOf(LossException.class)
                .rootCause()
                .hasMessageContaining("shop.public.orders: 1 records are missing");
    }

    @Test
    void aRestartedJobStartsItsCountsAgain() throws Exception {
        finish(run(400, new Batches(-1, 100)));

        assertThat(FAILED_ONCE).isTrue();
        assertThat(stored()).isEqualTo(expected(400));
    }

    @Test
    void allRowsArriveThoughTheServerIsKilled() throws Exception {
        JobClient job = run(2000, new Batches(-1, -1));
        await().atMost(Duration.ofSeconds(60)).until(() -> MADE.get() > 300);
        clickHouse.kill();
        long before = CHECKPOINTS.get();
        await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
        assertThat(CHECKPOINTS.get()).isLessThanOrEqualTo(before + PARALLELISM);
        clickHouse.launch();
        finish(job);

        assertThat(stored()).isEqualTo(expected(2000));
    }
}
