package io.isotherm.demo.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.demo.Demo;
import io.isotherm.demo.DemoPostgres;
import io.isotherm.demo.DemoSource;
import io.isotherm.demo.Query;
import io.isotherm.demo.Seeder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each test works in a transaction that is rolled back, on the same seeded data. */
@ExtendWith(DemoPostgres.class)
@ResourceLock("DemoPostgres")
class OperationsITCase {
    private static final String DATABASE = "operations";
    private static final int MOST_ATTEMPTS = 20;
    private static DemoPostgres.Server server;
    private static Demo demo;
    private static TrafficMix mix;

    private Connection connection;
    private TrafficSession session;

    @BeforeAll
    static void seed(DemoPostgres.Server postgres) throws SQLException {
        server = postgres;
        demo = Demo.named(server.projectRoot(), "ecommerce");
        mix = TrafficMix.read(demo);
        server.createDatabase(DATABASE);
        try (Connection seeding = server.connect(DATABASE)) {
            new Seeder(new DemoSource(demo), line -> {}).seed(seeding, 1, 1);
        }
    }

    @BeforeEach
    void begin() throws SQLException {
        connection = server.connect(DATABASE);
        connection.setAutoCommit(false);
        session = new TrafficSession(connection, mix);
        connection.commit();
        // For the operations that need a product nobody has ordered or reviewed
        Query.execute(connection, "INSERT INTO products (name, price, stock_quantity) VALUES ('new', 1, 1)");
    }

    @AfterEach
    void rollBack() throws SQLException {
        connection.rollback();
        connection.close();
    }

    /** Runs the operation with one seed after the other until it finds rows to change. */
    private long run(String operation, int batch) throws SQLException {
        for (int seed = 0; seed < MOST_ATTEMPTS; seed++) {
            long changes =
                    session.run(operation, new SplittableRandom(seed), batch).changes();
            if (changes > 0) {
                return changes;
            }
        }
        throw new AssertionError(operation + " found nothing to change in " + MOST_ATTEMPTS + " attempts");
    }

    @Test
    void rollBackLeavesNothing() throws SQLException {
        connection.rollback();
        List<String> before = Query.contents(connection);

        TrafficSession.Outcome outcome = session.run("roll_back", new SplittableRandom(1), 3);

        assertThat(outcome).isEqualTo(new TrafficSession.Outcome(0, true));
        assertThat(Query.contents(connection)).isEqualTo(before);
    }

    @Test
    void partialRollBackKeepsTheRest() throws SQLException {
        long orders = Query.number(connection, "SELECT count(*) FROM orders");
        long reviews = Query.number(connection, "SELECT count(*) FROM product_reviews");

        long changes = run("roll_back_part", 3);

        long written = Query.number(connection, "SELECT count(*) FROM product_reviews") - reviews;
        assertThat(Query.number(connection, "SELECT count(*) FROM orders")).isEqualTo(orders);
        assertThat(written).isPositive();
        assertThat(changes).isGreaterThan(written);
    }

    @Test
    void placedOrderIsOpenAndItsTotalIsTheSumOfItsItems() throws SQLException {
        run("place_order", 4);

        assertThat(Query.texts(connection, """
                SELECT DISTINCT order_status || ' ' || (total_amount = (SELECT sum(quantity * price) FROM order_items AS i
                                                                    WHERE i.order_id = o.order_id))
                                || (SELECT count(*) FROM shipping AS s WHERE s.order_id = o.order_id)
                FROM orders AS o WHERE order_id > 500""")).containsExactly("created true1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "cancelled"})
    void settledOrderHasAPayment(String status) throws SQLException {
        Query.execute(connection, "DELETE FROM orders WHERE order_status <> 'created'");
        run("start_payment", 5);
        run(status.equals("completed") ? "complete_order" : "cancel_order", 50);

        assertThat(Query.texts(connection, """
                SELECT DISTINCT p.status FROM orders JOIN payments AS p USING (order_id) WHERE order_status = '%s'""".formatted(status)))
                .containsExactly(status.equals("completed") ? "completed" : "failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rekey_review", "rekey_payment", "rekey_shipping", "rekey_product"})
    void primaryKeyChanges(String operation) throws SQLException {
        String table =
                switch (operation) {
                    case "rekey_review" -> "product_reviews";
                    case "rekey_payment" -> "payments";
                    case "rekey_shipping" -> "shipping";
                    default -> "products";
                };
        String key = Query.texts(
                        connection,
                        "SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]"
                                + " WHERE indisprimary AND indrelid = '" + table + "'::regclass")
                .get(0);
        List<String> before = Query.texts(connection, "SELECT " + key + " FROM " + table);

        assertThat(run(operation, 1)).isEqualTo(1);

        List<String> after = Query.texts(connection, "SELECT " + key + " FROM " + table);
        assertThat(after).hasSameSizeAs(before);
        assertThat(before.stream().filter(old -> !after.contains(old))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reinsert_review", "reinsert_payment"})
    void reinsertedRowsHaveTheirOldKeyAndNewValues(String operation) throws SQLException {
        String table = operation.equals("reinsert_review") ? "product_reviews" : "payments";
        String key = operation.equals("reinsert_review") ? "review_id" : "payment_id";
        String keys = "SELECT " + key + " FROM " + table + " ORDER BY 1";
        List<String> keysBefore = Query.texts(connection, keys);
        List<String> contentsBefore = Query.contents(connection);

        assertThat(run(operation, 4) % 2).isZero();

        assertThat(Query.texts(connection, keys)).isEqualTo(keysBefore);
        assertThat(Query.contents(connection)).isNotEqualTo(contentsBefore);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "describe_product_long products.description reprice_long_product price",
                "write_long_review product_reviews.comment rate_long_review rating",
                "edit_review_long product_reviews.comment rate_long_review rating",
                "explain_address shipping.address track_long_address tracking_number"
            })
    void longTextsAreStoredOutOfLineAndLeftAloneByTheOtherUpdate(String testCase) throws SQLException {
        String[] parts = testCase.split(" ");
        String table = parts[1].substring(0, parts[1].indexOf('.'));
        String longTexts = "SELECT md5(" + parts[1] + ") FROM " + table + " WHERE pg_column_size(" + parts[1]
                + ") > 8000 ORDER BY 1";
        String others = "SELECT md5(string_agg(" + parts[3] + "::text, ',' ORDER BY created_at)) FROM " + table;
        List<String> before = Query.texts(connection, longTexts);

        run(parts[0], 1);
        List<String> after = Query.texts(connection, longTexts);
        List<String> othersBefore = Query.texts(connection, others);
        run(parts[2], 4);

        assertThat(after).isNotEqualTo(before);
        assertThat(Query.texts(connection, longTexts)).isEqualTo(after);
        assertThat(Query.texts(connection, others)).isNotEqualTo(othersBefore);
    }

    @Test
    void hotRowIsUpdatedManyTimes() throws SQLException {
        assertThat(run("hot_stock", 1)).isEqualTo(25);
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete_order", "delete_user", "delete_product", "delete_category", "delete_review"})
    void deletesLeaveTheRowsToKeep(String operation) throws SQLException {
        Map<String, Integer> all =
                Map.of("users", 2000, "categories", 5, "products", 31, "orders", 500, "product_reviews", 100_000);

        TrafficMix keepingAll = new TrafficMix(mix.operations(), mix.rows(), all, mix.functions());

        assertThat(new TrafficSession(connection, keepingAll)
                        .run(operation, new SplittableRandom(1), 5)
                        .changes())
                .isZero();
        assertThat(run(operation, 5)).as("with rows to spare").isPositive();
    }

    @Test
    void everyUpdateMovesUpdatedAt() throws SQLException {
        for (String table : demo.tables()) {
            String times = "SELECT max(updated_at) FROM " + table;
            Query.execute(connection, "UPDATE " + table + " SET created_at = created_at");
            List<String> first = Query.texts(connection, times);
            Query.execute(connection, "UPDATE " + table + " SET created_at = created_at");
            assertThat(Query.texts(connection, times).get(0)).as(table).isGreaterThan(first.get(0));
        }
    }
}
