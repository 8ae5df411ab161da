package io.isotherm.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(DemoPostgres.class)
@ResourceLock("DemoPostgres")
class SeederITCase {
    private static final String DATABASE = "seeder";

    private DemoPostgres.Server server;
    private DemoSource source;
    private Connection connection;

    @BeforeEach
    void createDatabase(DemoPostgres.Server postgres) throws SQLException {
        server = postgres;
        source = DemoSource.of(server.projectRoot(), "ecommerce");
        server.createDatabase(DATABASE);
        connection = server.connect(DATABASE);
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    private Seeder.Result seed(int scale, long seed) {
        return new Seeder(source, line -> {}).seed(connection, scale, seed);
    }

    @Test
    void schemaIsCreatedOnce() throws SQLException {
        assertThat(source.createSchema(connection)).isTrue();
        assertThat(source.createSchema(connection)).isFalse();
        assertThat(source.rowCounts(connection)).hasSize(8).allSatisfy((table, rows) -> assertThat(rows)
                .isZero());
    }

    @Test
    void missingPartsOfTheSchemaAreAdded() throws SQLException {
        source.createSchema(connection);
        Query.execute(connection, "DROP TABLE product_reviews; DROP TRIGGER touch_updated_at ON users");

        assertThat(source.createSchema(connection)).isTrue();
        assertThat(Query.number(connection, "SELECT count(*) FROM pg_trigger WHERE tgname = 'touch_updated_at'"))
                .isEqualTo(8);
    }

    @Test
    void replicaIdentityIsThePrimaryKey() throws SQLException {
        source.createSchema(connection);

        assertThat(Query.texts(
                        connection,
                        "SELECT DISTINCT relreplident FROM pg_class WHERE relkind = 'r' AND relnamespace ="
                                + " 'public'::regnamespace"))
                .containsExactly("d");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void countsAreMultiplesOfTheBase(int scale) throws SQLException {
        Seeder.Result result = seed(scale, 1);

        assertThat(result.seeded()).isTrue();
        assertThat(result.rows())
                .containsEntry("users", 2000L * scale)
                .containsEntry("categories", 5L * scale)
                .containsEntry("products", 30L * scale)
                .containsEntry("orders", 500L * scale)
                .containsEntry("shipping", 500L * scale)
                .isEqualTo(source.rowCounts(connection));
        long reviewed = Query.number(
                connection,
                "SELECT count(*) FROM order_items JOIN orders USING (order_id) WHERE order_status = 'completed'");
        assertThat(result.rows().get("product_reviews") / (double) reviewed).isBetween(0.75, 0.85);
    }

    @Test
    void rowsFitTogether() throws SQLException {
        seed(1, 1);

        assertThat(violations("orders without 1 to 3 items", """
                SELECT order_id FROM orders LEFT JOIN order_items USING (order_id) GROUP BY order_id
                HAVING count(order_item_id) NOT BETWEEN 1 AND 3""")).isEmpty();
        assertThat(violations("totals that are not the sum of the items", """
                SELECT order_id FROM orders JOIN order_items USING (order_id) GROUP BY order_id
                HAVING total_amount <> sum(quantity * price)""")).isEmpty();
        assertThat(violations("orders before their user signed up", """
                SELECT order_id FROM orders JOIN users USING (user_id) WHERE orders.created_at < users.created_at""")).isEmpty();
        assertThat(violations("settled orders without their one payment, or open ones with one", """
                SELECT order_id FROM orders LEFT JOIN payments USING (order_id) GROUP BY order_id
                HAVING array_agg(status::text) IS DISTINCT FROM array_agg(CASE order_status WHEN 'completed' THEN 'completed'
                                                                        WHEN 'cancelled' THEN 'failed' END)"""))
                .isEmpty();
        assertThat(violations("orders without one shipping row", """
                SELECT order_id FROM orders LEFT JOIN shipping USING (order_id) GROUP BY order_id
                HAVING count(shipping_id) <> 1""")).isEmpty();
        assertThat(Query.texts(connection, "SELECT DISTINCT order_status FROM orders ORDER BY 1"))
                .containsExactly("cancelled", "completed", "created");
    }

    private List<String> violations(String description, String sql) throws SQLException {
        return Query.texts(connection, "SELECT '" + description + ": ' || v FROM (" + sql + ") AS t (v)");
    }

    @Test
    void timesAreWithinTheLast30Days() throws SQLException {
        Query.execute(connection, "SET TIME ZONE 'Asia/Jakarta'");
        seed(1, 1);

        for (String table : source.demo().tables()) {
            String allWithin = """
                    SELECT min(created_at) >= now() AT TIME ZONE 'UTC' - interval '30 days 1 hour'
                       AND max(updated_at) <= now() AT TIME ZONE 'UTC' AND bool_and(updated_at >= created_at)
                    FROM %s""".formatted(table);
            assertThat(Query.texts(connection, allWithin)).as(table).containsExactly("t");
        }
        assertThat(Query.number(connection, "SELECT count(DISTINCT created_at::date) FROM orders"))
                .isGreaterThanOrEqualTo(30);
    }

    @Test
    void rowsAreSpreadOverAsManyDaysAsAreAskedFor() throws SQLException {
        new Seeder(source, line -> {}).seed(connection, 1, 1, Map.of("days", new BigDecimal(3)));

        assertThat(Query.texts(connection, """
                SELECT min(created_at) >= now() AT TIME ZONE 'UTC' - interval '3 days 1 hour' FROM orders""")).containsExactly("t");
        assertThat(Query.number(connection, "SELECT count(DISTINCT created_at::date) FROM orders"))
                .isGreaterThanOrEqualTo(3);
    }

    @Test
    void longTextsAreStoredOutOfLine() throws SQLException {
        seed(1, 1);

        for (String column : List.of("products.description", "product_reviews.comment", "shipping.address")) {
            String table = column.substring(0, column.indexOf('.'));
            assertThat(Query.number(
                            connection,
                            "SELECT count(*) FROM " + table + " WHERE octet_length(" + column
                                    + ") > 8000 AND pg_column_size(" + column + ") > 2000"))
                    .as(column)
                    .isPositive();
            assertThat(Query.number(
                            connection,
                            "SELECT pg_relation_size(reltoastrelid) FROM pg_class WHERE oid = '" + table
                                    + "'::regclass"))
                    .as("TOAST table of " + table)
                    .isPositive();
        }
    }

    @Test
    void secondSeedChangesNothing() throws SQLException {
        seed(1, 1);
        List<String> before = Query.contents(connection);

        Seeder.Result second = seed(2, 7);

        assertThat(second.seeded()).isFalse();
        assertThat(second.rows()).isEqualTo(source.rowCounts(connection));
        assertThat(Query.contents(connection)).isEqualTo(before);
    }

    @Test
    void sameSeedGivesTheSameDataAndAnotherOneOther() throws SQLException {
        seed(1, 1);
        List<String> first = Query.contents(connection);
        List<String> again = contentsOfFreshDatabase(1);
        List<String> other = contentsOfFreshDatabase(2);

        assertThat(again).isEqualTo(first);
        assertThat(other)
                .doesNotContainAnyElementsOf(first.stream()
                        .filter(table -> !table.startsWith("categories"))
                        .toList());
    }

    private List<String> contentsOfFreshDatabase(long seed) throws SQLException {
        connection.close();
        server.createDatabase(DATABASE);
        connection = server.connect(DATABASE);
        seed(1, seed);
        return Query.contents(connection);
    }

    @Test
    void nextKeysFollowTheSeededOnes() throws SQLException {
        seed(2, 1);

        assertThat(Query.number(connection, "SELECT nextval('users_user_id_seq')"))
                .isEqualTo(4001);
        assertThat(Query.number(connection, "SELECT nextval('orders_order_id_seq')"))
                .isEqualTo(1001);
        assertThat(Query.number(connection, "SELECT nextval('products_product_id_seq')"))
                .isEqualTo(61);
        assertThat(Query.number(connection, "SELECT nextval('categories_category_id_seq')"))
                .isEqualTo(11);
    }
}
