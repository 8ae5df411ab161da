package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
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
                "INSERT INTO coupons VALUES ('before', 5, now())");
        stack.isotherm("apply");
        stack.execute("INSERT INTO coupons VALUES ('c" + id + "', 12.5, NULL)");
        // the rows from before are read beside the running changes, so no position says when they are there
        await().atMost(Duration.ofSeconds(120))
                .until(() -> stack.run("verify", "--table", "public.coupons").exit() == 0);
        stack.assertEqual();
    }
}
