package io.isotherm.bench.replay;

import io.isotherm.bench.stack.BenchStack;
import io.isotherm.bench.stack.Pause;
import io.isotherm.bench.stack.Topics;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** Lets orders live their lives in Postgres and reads from Kafka what Debezium makes of it. */
public final class BaseRecorder {
    public static final String TOPIC = "ecommerce.public.orders";
    static final String ID = "order_id";

    private static final Duration SNAPSHOT_WITHIN = Duration.ofMinutes(2);
    private static final int ROUNDS = 20;
    private static final int ORDERS_PER_ROUND = 100;

    private final BenchStack stack;

    public BaseRecorder(BenchStack stack) {
        this.stack = stack;
    }

    /** @param firstId of the orders that the events are about */
    public record Base(List<BaseEvent> events, long firstId) {}

    public Base record() throws SQLException {
        try (Connection connection = stack.postgres();
                Statement statement = connection.createStatement()) {
            long firstId = number(statement, "SELECT max(order_id) + 1 FROM orders");
            awaitSnapshot(number(statement, "SELECT count(*) FROM orders"));
            ChangeReader reader = new ChangeReader(stack, TOPIC, ID);
            return new Base(reader.read(liveThrough(statement, firstId)), firstId);
        }
    }

    /** After that the connector reads no more rows beside the changes. */
    private void awaitSnapshot(long rows) {
        Pause.until(
                "the snapshot of orders by Debezium",
                SNAPSHOT_WITHIN,
                () -> Topics.total(Topics.endOffsets(stack.kafka(), TOPIC)) >= rows);
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * Each round is a transaction per statement: new orders, then changes of those of earlier rounds. Nothing of an
     * order happens twice in a round.
     *
     * @return the number of records that Debezium makes of it: one per row, and a tombstone for each delete
     */
    private static long liveThrough(Statement statement, long firstId) throws SQLException {
        long records = 0;
        for (int round = 0; round < ROUNDS + 5; round++) {
            if (round < ROUNDS) {
                records += statement.executeUpdate(
                        """
                        INSERT INTO orders (order_id, user_id, order_status, total_amount, created_at, updated_at)
                        SELECT id, 1 + id %% 2000, CASE WHEN id %% 10 > 0 THEN 'created' END, (id * 7919 %% 100000) / 100.0, moment, moment
                        FROM generate_series(%1$d, %1$d + %2$d - 1) AS id,
                             LATERAL (SELECT date_trunc('day', now()) - interval '1 day' + id %% 100000 * interval '1 second' AS moment) AS m
                        """.formatted(firstId + (long) round * ORDERS_PER_ROUND, ORDERS_PER_ROUND));
            }
            records += change(
                    statement, firstId, round - 1, "UPDATE orders SET total_amount = total_amount + 1.5 WHERE %s");
            records += change(statement, firstId, round - 2, "UPDATE orders SET order_status = 'paid' WHERE %s");
            records += change(
                    statement,
                    firstId,
                    round - 3,
                    "UPDATE orders SET order_status = NULLIF('completed', CASE order_id %% 7 WHEN 0 THEN 'completed' END)"
                            + " WHERE %s AND order_id %% 5 < 3");
            records += 2 * change(statement, firstId, round - 4, "DELETE FROM orders WHERE %s AND order_id %% 4 = 0");
            records += change(
                    statement,
                    firstId,
                    round - 5,
                    "INSERT INTO orders (order_id, user_id, order_status, total_amount, created_at)"
                            + " SELECT order_id, 1, 'created', 12.34, now() FROM generate_series(1, 100000) AS order_id"
                            + " WHERE %s AND order_id %% 8 = 0");
        }
        return records;
    }

    private static long change(Statement statement, long firstId, int round, String sql) throws SQLException {
        if (round < 0 || round >= ROUNDS) {
            return 0;
        }
        long from = firstId + (long) round * ORDERS_PER_ROUND;
        return statement.executeUpdate(
                sql.formatted("order_id BETWEEN " + from + " AND " + (from + ORDERS_PER_ROUND - 1)));
    }
}
