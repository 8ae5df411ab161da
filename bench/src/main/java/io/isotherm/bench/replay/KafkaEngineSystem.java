package io.isotherm.bench.replay;

import io.isotherm.bench.stack.BenchStack;
import io.isotherm.bench.stack.ClickHouse;
import java.util.UUID;

/**
 * ClickHouse reading Kafka by itself: a table with the Kafka engine, and a materialized view into the target. It keeps
 * no state, so a tombstone lies in the partition of rows without a date, and only {@code FINAL} over all partitions
 * tells.
 */
final class KafkaEngineSystem implements ReplaySystem {
    private static final String TABLE = "bench.engine_orders";
    private static final String QUEUE = "bench.engine_queue";
    private static final String VIEW = "bench.engine_view";

    private final BenchStack stack;
    private final Replay replay;
    private final String name;
    private final String tuning;
    private final ClickHouse clickHouse;
    private final TableProgress progress;

    private KafkaEngineSystem(BenchStack stack, Replay replay, String name, String tuning) {
        this.stack = stack;
        this.replay = replay;
        this.name = name;
        this.tuning = tuning;
        this.clickHouse = stack.clickHouse();
        this.progress = replay.progressOf(TABLE);
    }

    static KafkaEngineSystem byDefault(BenchStack stack, Replay replay) {
        return new KafkaEngineSystem(stack, replay, "Kafka engine, default", "");
    }

    static KafkaEngineSystem tuned(BenchStack stack, Replay replay) {
        return new KafkaEngineSystem(
                stack,
                replay,
                "Kafka engine, tuned",
                ", kafka_num_consumers = 2, kafka_thread_per_consumer = 1, kafka_max_block_size = 524288,"
                        + " kafka_poll_max_batch_size = 65536, kafka_flush_interval_ms = 2000");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void prepare() {
        stop();
        replay.table().create(TABLE);
        progress.begin();
    }

    /** Avro records become columns with dots in their names; a field of a missing record gets its column's default. */
    @Override
    public void start() {
        clickHouse.execute(
                """
                CREATE TABLE %s
                (
                    op String,
                    `before.Value.order_id` Int64,
                    `after.Value.order_id` Int64,
                    `after.Value.user_id` Int64,
                    `after.Value.order_status` Nullable(String),
                    `after.Value.total_amount` String,
                    `after.Value.created_at` Nullable(Int64),
                    `after.Value.updated_at` Nullable(Int64),
                    `source.lsn` Nullable(Int64)
                )
                ENGINE = Kafka
                SETTINGS kafka_broker_list = '%s', kafka_topic_list = '%s', kafka_group_name = 'bench-%s',
                    kafka_format = 'AvroConfluent', format_avro_schema_registry_url = '%s'%s
                """.formatted(QUEUE, stack.kafka(), BaseRecorder.TOPIC, UUID.randomUUID(), stack.registry(), tuning));
        clickHouse.execute("""
                CREATE MATERIALIZED VIEW %s TO %s AS
                SELECT
                    if(op = 'd', `before.Value.order_id`, `after.Value.order_id`) AS order_id,
                    `after.Value.user_id` AS user_id,
                    `after.Value.order_status` AS order_status,
                    toDecimal64OrZero(`after.Value.total_amount`, 2) AS total_amount,
                    fromUnixTimestamp64Micro(`after.Value.created_at`, 'UTC') AS created_at,
                    fromUnixTimestamp64Micro(`after.Value.updated_at`, 'UTC') AS updated_at,
                    toUInt64(assumeNotNull(`source.lsn`)) AS _version,
                    op = 'd' AS _is_deleted
                FROM %s
                """.formatted(VIEW, TABLE, QUEUE));
    }

    @Override
    public Progress progress() {
        return progress.look();
    }

    @Override
    public String table() {
        return TABLE;
    }

    @Override
    public void stop() {
        clickHouse.execute("DROP TABLE IF EXISTS " + VIEW + " SYNC");
        clickHouse.execute("DROP TABLE IF EXISTS " + QUEUE + " SYNC");
    }
}
