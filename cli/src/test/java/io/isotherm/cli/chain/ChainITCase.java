package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Postgres to hot ClickHouse over every real component. */
@TestMethodOrder(OrderAnnotation.class)
class ChainITCase {
    private static TestStack stack;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.running();
    }

    @AfterEach
    void nothingWasGivenUp() {
        assertThat(stack.deadLetters()).isZero();
    }

    @Test
    @Order(1)
    void seedArrives() {
        stack.assertEqual();
    }

    @Test
    @Order(2)
    void everyKindOfChangeArrives() throws Exception {
        stack.isotherm("traffic", "start", "--rate", "500", "--duration", "15");
        stack.assertEqual();
    }

    @Test
    @Order(3)
    void columnAddedWhileTheJobRunsArrivesWithItsDefault() throws Exception {
        stack.execute(
                "ALTER TABLE products ADD COLUMN weight_grams integer DEFAULT 250",
                "ALTER TABLE products ADD COLUMN note text",
                "UPDATE products SET note = 'neu', weight_grams = NULL WHERE product_id % 2 = 0",
                "INSERT INTO products (name, price, stock_quantity, note) VALUES ('added', 1.50, 3, 'later')");
        stack.assertEqual();
        assertThat(stack.isotherm(
                        "sql",
                        "--on",
                        "clickhouse",
                        "SELECT count() FROM hot.ecommerce_products FINAL WHERE weight_grams = 250"))
                .doesNotContain("| 0 ");
    }

    @Test
    @Order(4)
    void tableMadeWhileTheJobRunsArrives() throws Exception {
        int id = ThreadLocalRandom.current().nextInt(1_000_000);
        stack.execute(
                "CREATE TABLE coupons (code text PRIMARY KEY, percent numeric(5,2) NOT NULL, until timestamptz)",
                "INSERT INTO coupons VALUES ('before', 5, now())",
                "INSERT INTO coupons SELECT 'n' || n, 1, now() FROM generate_series(1, 20000) n");
        // what comes meanwhile must not get in the way of the first rows that are read
        stack.isotherm("traffic", "start", "--rate", "500");
        stack.isotherm("apply");
        stack.execute("INSERT INTO coupons VALUES ('c" + id + "', 12.5, NULL)");
        // the rows from before are read beside the running changes, so no position says when they are there
        await().atMost(Duration.ofSeconds(120))
                .until(() -> stack.run("verify", "--table", "public.coupons").exit() == 0);
        stack.isotherm("traffic", "stop");
        stack.assertEqual();
    }

    @Test
    @Order(5)
    void historyHasEveryChangeInTheirOrder() throws Exception {
        stack.execute(
                "INSERT INTO categories (category_id, name) VALUES (900001, 'a')",
                "UPDATE categories SET name = 'b' WHERE category_id = 900001",
                "UPDATE categories SET name = 'c' WHERE category_id = 900001;"
                        + " UPDATE categories SET name = 'd' WHERE category_id = 900001",
                "DELETE FROM categories WHERE category_id = 900001",
                "INSERT INTO categories (category_id, name) VALUES (900001, 'again')",
                "UPDATE categories SET category_id = 900002 WHERE category_id = 900001",
                "INSERT INTO products (product_id, name, description, price, stock_quantity) SELECT 900001, 'long',"
                        + " string_agg(md5(i::text), ''), 1, 1 FROM generate_series(1, 900) i",
                "UPDATE products SET price = 2 WHERE product_id = 900001",
                "DELETE FROM products WHERE product_id = 900001");
        stack.assertEqual();

        assertThat(rows("SELECT groupArray((_is_deleted, name)) FROM"
                        + " (SELECT * FROM bronze.ecommerce_categories_history WHERE category_id > 900000 ORDER BY _version)"
                        + " GROUP BY category_id ORDER BY category_id"))
                .isEqualTo("[(0,'a'),(0,'b'),(0,'c'),(0,'d'),(1,''),(0,'again'),(1,'')]\n[(0,'again')]");
        assertThat(rows("SELECT groupArray((_is_deleted, price, length(description))) FROM (SELECT * FROM"
                        + " bronze.ecommerce_products_history WHERE product_id = 900001 ORDER BY _version)"))
                .isEqualTo("[(0,1,28800),(0,2,28800),(1,2,28800)]");
        for (String table : List.of("users", "categories", "products", "orders")) {
            String latest = "(SELECT * EXCEPT _ingested_at FROM bronze.ecommerce_" + table + ")";
            String asOf = "(SELECT * EXCEPT _ingested_at FROM bronze.ecommerce_" + table + "_as_of(at = '2200-01-01'))";
            assertThat(rows("SELECT (SELECT count() FROM " + latest + ") > 0, (SELECT count() FROM (" + latest
                            + " EXCEPT " + asOf + ")), (SELECT count() FROM (" + asOf + " EXCEPT " + latest
                            + "))"))
                    .as(table)
                    .isEqualTo("1\t0\t0");
        }
    }

    @Test
    @Order(6)
    void aTableThatHasLostItsRowsGetsThemAgain() throws Exception {
        TestStack.Result unknown = stack.run("resync", "coupon");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.output()).contains("there is no replicated table public.coupon", "public.coupons");
        stack.query("DROP TABLE hot.ecommerce_coupons SYNC");

        stack.execute("UPDATE coupons SET percent = percent + 1 WHERE code <> 'before'");
        stack.isotherm("resync", "coupons");

        await().atMost(Duration.ofSeconds(120))
                .until(() -> stack.run("verify", "--table", "public.coupons").exit() == 0);
        stack.assertEqual();
    }

    private static String rows(String sql) {
        return stack.isotherm("sql", "--on", "clickhouse", sql + " FORMAT TSV").strip();
    }

    @Test
    @Order(7)
    void privateColumnsDoNotReachKafka() throws Exception {
        stack.execute(
                "CREATE TABLE people (id bigint PRIMARY KEY, email text, secret text, note text)",
                "INSERT INTO people VALUES (1, 'clear@example.org', 'top secret', 'read beside the changes')");
        stack.configure("public.people: {hash: [email], exclude: [secret]}");
        stack.isotherm("apply");
        String longText = "(SELECT string_agg('clear@example.org' || md5(i::text), '') FROM generate_series(1, 300) i)";
        stack.execute(
                "INSERT INTO people VALUES (2, 'clear@example.org', 'top secret', NULL), (3, NULL, NULL, NULL)",
                "INSERT INTO people VALUES (4, " + longText + ", 'top secret', 'stored beside its row')",
                "UPDATE people SET note = 'left alone'",
                "UPDATE people SET id = 5 WHERE id = 4");
        await().atMost(Duration.ofSeconds(120))
                .until(() -> stack.run("verify", "--table", "public.people").exit() == 0);
        stack.assertEqual();

        assertThat(stack.isotherm(
                        "sql",
                        "SELECT toString(arraySort(groupArray((id, length(email))))) AS hashes, uniqExact(email) AS texts"
                                + " FROM hot.ecommerce_people FINAL"))
                .contains("[(1,64),(2,64),(3,NULL),(5,64)]")
                .contains(" 2 ");
        assertThat(TopicBytes.of(stack, "ecommerce.public.people"))
                .hasSizeGreaterThan(8)
                .allSatisfy(value -> assertThat(value).doesNotContain("clear@").doesNotContain("top secret"));
    }

    @Test
    @Order(8)
    void truncateEmptiesATableThatAppliesIt() throws Exception {
        stack.execute(
                "CREATE TABLE readings (id bigint PRIMARY KEY, at timestamptz NOT NULL, note text)",
                "INSERT INTO readings SELECT i, now() - i * interval '1 hour', 'n' || i FROM generate_series(1, 500) i");
        stack.configure("public.readings: {partition_by: at, on_truncate: apply, history: true}");
        // settings are read when the job starts, and the first rows are to find them
        stack.isotherm("job", "restart");
        stack.isotherm("apply");
        await().atMost(Duration.ofSeconds(120))
                .until(() -> stack.run("verify", "--table", "public.readings").exit() == 0);

        stack.execute(
                "INSERT INTO readings SELECT i, now(), 'short' FROM generate_series(501, 600) i",
                "BEGIN; INSERT INTO readings VALUES (601, now(), NULL); TRUNCATE readings;"
                        + " INSERT INTO readings VALUES (1, now(), 'again'), (700, now(), 'new'); COMMIT",
                "UPDATE readings SET note = 'updated' WHERE id = 700");
        stack.assertEqual();

        assertThat(stack.isotherm(
                        "sql",
                        "SELECT toString(groupArray((id, note))) AS rows FROM"
                                + " (SELECT * FROM hot.ecommerce_readings FINAL ORDER BY id)"))
                .contains("[(1,'again'),(700,'updated')]");
        // a change of the same transaction may overtake the truncate or be overtaken
        assertThat(rows("SELECT count(), countIf(_is_deleted = 1) FROM bronze.ecommerce_readings_history"
                        + " WHERE id BETWEEN 2 AND 500"))
                .isEqualTo("998\t499");
        assertThat(rows(
                        "SELECT groupArray((id, note)) FROM (SELECT * FROM bronze.ecommerce_readings_as_of(at = '2200-01-01')"
                                + " ORDER BY id)"))
                .isEqualTo("[(1,'again'),(700,'updated')]");
    }

    @Test
    @Order(9)
    void keysThatMovedOnBeforeTheConnectorLooked() throws Exception {
        String longText = "(SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 300))";
        stack.execute("CREATE TABLE letters (id bigint PRIMARY KEY, body text, seen integer NOT NULL DEFAULT 0)");
        stack.isotherm("apply");
        stack.execute("INSERT INTO letters SELECT i, body FROM generate_series(1, 4) i, " + longText + " AS t(body)");
        stack.assertEqual();

        stack.supervisor("stop", "connect");
        stack.execute(
                "UPDATE letters SET id = 11 WHERE id = 1",
                "UPDATE letters SET seen = 1 WHERE id = 11",
                "DELETE FROM letters WHERE id = 11",
                "UPDATE letters SET id = 12 WHERE id = 2",
                "UPDATE letters SET seen = 2 WHERE id = 12",
                "UPDATE letters SET id = 22 WHERE id = 12",
                "UPDATE letters SET seen = 3 WHERE id = 22",
                "BEGIN; DELETE FROM letters WHERE id = 4; UPDATE letters SET id = 4 WHERE id = 3; COMMIT");
        stack.supervisor("start", "connect");
        stack.assertEqual();
    }

    @Test
    @Order(10)
    void statusNamesAConnectorThatDoesNotRun() throws Exception {
        assertThat(stack.isotherm("status")).doesNotContain("does not run");

        connector("pause");
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> stack.run("status"),
                        status -> status.exit() == 1
                                && status.output().contains("connector isotherm-ecommerce does not run: PAUSED"));
        connector("resume");
        await().atMost(Duration.ofSeconds(60)).until(() -> stack.run("status").exit() == 0);
    }

    private static void connector(String action) throws Exception {
        URI uri = URI.create(stack.connection("CONNECT_URL") + "/connectors/isotherm-ecommerce/" + action);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(202);
    }
}
