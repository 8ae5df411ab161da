package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.InTurn;
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
@InTurn
class ChainITCase {
    private static final int KEY = 1_000_000 + ThreadLocalRandom.current().nextInt(1_000_000_000);
    private static final int MOVED_KEY = KEY + 1;
    private static final String WEIGHT = TestStack.own("weight");
    private static final String NOTE = TestStack.own("note");
    private static final String COUPONS = TestStack.own("coupons");
    private static final String PEOPLE = TestStack.own("people");
    private static final String READINGS = TestStack.own("readings");
    private static final String LETTERS = TestStack.own("letters");
    /** As an integer. */
    private static final String NOW = "(extract(epoch FROM now()) * 1000)::bigint";

    private static TestStack stack;
    private static long deadLettersBefore;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.running();
        // a stack that is kept has those of earlier runs
        deadLettersBefore = stack.deadLetters();
    }

    @AfterEach
    void nothingWasGivenUp() {
        assertThat(stack.deadLetters()).isEqualTo(deadLettersBefore);
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
                "ALTER TABLE products ADD COLUMN " + WEIGHT + " integer DEFAULT 250",
                "ALTER TABLE products ADD COLUMN " + NOTE + " text",
                "UPDATE products SET " + NOTE + " = 'neu', " + WEIGHT + " = NULL WHERE product_id % 2 = 0",
                "INSERT INTO products (name, price, stock_quantity, " + NOTE + ") VALUES ('added', 1.50, 3, 'later')");
        stack.assertEqual();
        assertThat(stack.isotherm(
                        "sql",
                        "--on",
                        "clickhouse",
                        "SELECT count() FROM hot.ecommerce_products FINAL WHERE " + WEIGHT + " = 250"))
                .doesNotContain("| 0 ");
    }

    @Test
    @Order(4)
    void tableMadeWhileTheJobRunsArrives() throws Exception {
        int id = ThreadLocalRandom.current().nextInt(1_000_000);
        stack.execute(
                "CREATE TABLE " + COUPONS
                        + " (code text PRIMARY KEY, percent numeric(5,2) NOT NULL, until timestamptz)",
                "INSERT INTO " + COUPONS + " VALUES ('before', 5, now())",
                "INSERT INTO " + COUPONS + " SELECT 'n' || n, 1, now() FROM generate_series(1, 20000) n");
        // what comes meanwhile must not get in the way of the first rows that are read
        stack.isotherm("traffic", "start", "--rate", "500");
        stack.isotherm("apply");
        stack.execute("INSERT INTO " + COUPONS + " VALUES ('c" + id + "', 12.5, NULL)");
        // the rows from before are read beside the running changes, so no position says when they are there
        await().atMost(Duration.ofSeconds(120))
                .until(() -> stack.run("verify", "--table", "public." + COUPONS).exit() == 0);
        stack.isotherm("traffic", "stop");
        stack.assertEqual();
    }

    @Test
    @Order(5)
    void historyHasEveryChangeInTheirOrder() throws Exception {
        stack.execute(
                "INSERT INTO categories (category_id, name) VALUES (" + KEY + ", 'a')",
                "UPDATE categories SET name = 'b' WHERE category_id = " + KEY,
                "UPDATE categories SET name = 'c' WHERE category_id = " + KEY + ";"
                        + " UPDATE categories SET name = 'd' WHERE category_id = " + KEY,
                "DELETE FROM categories WHERE category_id = " + KEY,
                "INSERT INTO categories (category_id, name) VALUES (" + KEY + ", 'again')",
                "UPDATE categories SET category_id = " + MOVED_KEY + " WHERE category_id = " + KEY,
                "INSERT INTO products (product_id, name, description, price, stock_quantity) SELECT " + KEY
                        + ", 'long'," + " string_agg(md5(i::text), ''), 1, 1 FROM generate_series(1, 900) i",
                "UPDATE products SET price = 2 WHERE product_id = " + KEY,
                "DELETE FROM products WHERE product_id = " + KEY);
        stack.assertEqual();

        assertThat(rows("SELECT groupArray((_is_deleted, name)) FROM"
                        + " (SELECT * FROM bronze.ecommerce_categories_history WHERE category_id IN (" + KEY + ", "
                        + MOVED_KEY + ") ORDER BY _version)"
                        + " GROUP BY category_id ORDER BY category_id"))
                .isEqualTo("[(0,'a'),(0,'b'),(0,'c'),(0,'d'),(1,''),(0,'again'),(1,'')]\n[(0,'again')]");
        assertThat(rows("SELECT groupArray((_is_deleted, price, length(description))) FROM (SELECT * FROM"
                        + " bronze.ecommerce_products_history WHERE product_id = " + KEY + " ORDER BY _version)"))
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
        StackCommands.Result unknown = stack.run("resync", COUPONS + "s");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.output())
                .contains("there is no replicated table public." + COUPONS + "s", " public." + COUPONS + ",");
        stack.query("DROP TABLE hot.ecommerce_" + COUPONS + " SYNC");

        stack.execute("UPDATE " + COUPONS + " SET percent = percent + 1 WHERE code <> 'before'");
        stack.isotherm("resync", COUPONS);

        await().atMost(Duration.ofSeconds(120))
                .until(() -> stack.run("verify", "--table", "public." + COUPONS).exit() == 0);
        stack.assertEqual();
    }

    private static String rows(String sql) {
        return stack.isotherm("sql", "--on", "clickhouse", sql + " FORMAT TSV").strip();
    }

    @Test
    @Order(7)
    void privateColumnsDoNotReachKafka() throws Exception {
        stack.execute(
                "CREATE TABLE " + PEOPLE + " (id bigint PRIMARY KEY, email text, secret text, note text)",
                "INSERT INTO " + PEOPLE + " VALUES (1, 'clear@example.org', 'top secret', 'read beside the changes')");
        stack.tables().add("public." + PEOPLE + ": {hash: [email], exclude: [secret]}");
        stack.isotherm("apply");
        String longText = "(SELECT string_agg('clear@example.org' || md5(i::text), '') FROM generate_series(1, 300) i)";
        stack.execute(
                "INSERT INTO " + PEOPLE + " VALUES (2, 'clear@example.org', 'top secret', NULL), (3, NULL, NULL, NULL)",
                "INSERT INTO " + PEOPLE + " VALUES (4, " + longText + ", 'top secret', 'stored beside its row')",
                "UPDATE " + PEOPLE + " SET note = 'left alone'",
                "UPDATE " + PEOPLE + " SET id = 5 WHERE id = 4");
        await().atMost(Duration.ofSeconds(120))
                .until(() -> stack.run("verify", "--table", "public." + PEOPLE).exit() == 0);
        stack.assertEqual();

        assertThat(stack.isotherm(
                        "sql",
                        "SELECT toString(arraySort(groupArray((id, length(email))))) AS hashes, uniqExact(email) AS texts"
                                + " FROM hot.ecommerce_" + PEOPLE + " FINAL"))
                .contains("[(1,64),(2,64),(3,NULL),(5,64)]")
                .contains(" 2 ");
        assertThat(TopicBytes.of(stack, "ecommerce.public." + PEOPLE))
                .hasSizeGreaterThan(8)
                .allSatisfy(value -> assertThat(value).doesNotContain("clear@").doesNotContain("top secret"));
    }

    @Test
    @Order(8)
    void truncateEmptiesATableThatAppliesIt() throws Exception {
        stack.execute(
                "CREATE TABLE " + READINGS + " (id bigint PRIMARY KEY, at bigint NOT NULL, note text)",
                "INSERT INTO " + READINGS + " SELECT i, " + NOW
                        + " - i * 3600000, 'n' || i FROM generate_series(1, 500) i");
        stack.tables()
                .add("public." + READINGS
                        + ": {partition_by: {column: at, unit: ms}, on_truncate: apply, history: true}");
        // settings are read when the job starts, and the first rows are to find them
        stack.isotherm("job", "restart");
        stack.isotherm("apply");
        await().atMost(Duration.ofSeconds(120))
                .until(() ->
                        stack.run("verify", "--table", "public." + READINGS).exit() == 0);

        stack.execute(
                "INSERT INTO " + READINGS + " SELECT i, " + NOW + ", 'short' FROM generate_series(501, 600) i",
                "BEGIN; INSERT INTO " + READINGS + " VALUES (601, 0, NULL); TRUNCATE " + READINGS + ";"
                        + " INSERT INTO " + READINGS + " VALUES (1, -1, 'again'), (700, " + NOW + ", 'new'); COMMIT",
                "UPDATE " + READINGS + " SET note = 'updated' WHERE id = 700");
        stack.assertEqual();

        assertThat(stack.isotherm(
                        "sql",
                        "SELECT toString(groupArray((id, note))) AS rows FROM" + " (SELECT * FROM hot.ecommerce_"
                                + READINGS + " FINAL ORDER BY id)"))
                .contains("[(1,'again'),(700,'updated')]");
        // a change of the same transaction may overtake the truncate or be overtaken
        assertThat(rows("SELECT count(), countIf(_is_deleted = 1) FROM bronze.ecommerce_" + READINGS + "_history"
                        + " WHERE id BETWEEN 2 AND 500"))
                .isEqualTo("998\t499");
        assertThat(rows("SELECT groupArray((id, note)) FROM (SELECT * FROM bronze.ecommerce_" + READINGS
                        + "_as_of(at = '2200-01-01')" + " ORDER BY id)"))
                .isEqualTo("[(1,'again'),(700,'updated')]");

        assertThat(rows("SELECT arraySort(groupArray(_partition_id)) FROM hot.ecommerce_" + READINGS
                        + " FINAL WHERE id = 1"))
                .isEqualTo("['19691231']");
        stack.tables().change(READINGS, "column: at, unit: ms", "column: at, unit: s");
        StackCommands.Result refused = stack.run("apply");
        stack.tables().change(READINGS, "column: at, unit: s", "column: at, unit: ms");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.output())
                .contains("hot.ecommerce_" + READINGS + " is partitioned by")
                .contains("but tables.yaml asks for 'toYYYYMMDD(toDateTime64(at, 0, 'UTC'))'");
    }

    @Test
    @Order(9)
    void keysThatMovedOnBeforeTheConnectorLooked() throws Exception {
        String longText = "(SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 300))";
        stack.execute(
                "CREATE TABLE " + LETTERS + " (id bigint PRIMARY KEY, body text, seen integer NOT NULL DEFAULT 0)");
        stack.isotherm("apply");
        stack.execute(
                "INSERT INTO " + LETTERS + " SELECT i, body FROM generate_series(1, 4) i, " + longText + " AS t(body)");
        stack.assertEqual();

        stack.supervisor("stop", "connect");
        stack.execute(
                "UPDATE " + LETTERS + " SET id = 11 WHERE id = 1",
                "UPDATE " + LETTERS + " SET seen = 1 WHERE id = 11",
                "DELETE FROM " + LETTERS + " WHERE id = 11",
                "UPDATE " + LETTERS + " SET id = 12 WHERE id = 2",
                "UPDATE " + LETTERS + " SET seen = 2 WHERE id = 12",
                "UPDATE " + LETTERS + " SET id = 22 WHERE id = 12",
                "UPDATE " + LETTERS + " SET seen = 3 WHERE id = 22",
                "BEGIN; DELETE FROM " + LETTERS + " WHERE id = 4; UPDATE " + LETTERS
                        + " SET id = 4 WHERE id = 3; COMMIT");
        stack.supervisor("start", "connect");
        stack.assertEqual();
    }

    @Test
    @Order(10)
    void statusNamesAConnectorThatDoesNotRun() throws Exception {
        assertThat(stack.isotherm("status"))
                .containsPattern("(?m)^SOURCE +TABLES +CHANGES BEHIND +LAST MINUTE +DIFFERENCES +DEAD LETTERS ")
                .containsPattern("(?m)^ecommerce +\\d+ ok +\\d+ +[1-9]\\d* +.*" + stack.deadLetters())
                .doesNotContain("does not run");

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
