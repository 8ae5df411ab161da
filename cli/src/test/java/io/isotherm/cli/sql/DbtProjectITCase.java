package io.isotherm.cli.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** One shop through its days: each step goes on from the one before, because a first build takes most of the time. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DbtProjectITCase {
    private static final String LATE_CHANGES = """
            -- A second payment and a second delivery of one order; both arrive today
            INSERT INTO payments (order_id, amount, payment_method, status) VALUES (40, 1, 'paypal', 'failed');
            INSERT INTO shipping (order_id, address, city, postal_code, country) VALUES (40, 'x', 'Xi''an', '00042', '中国');
            -- Another price and quantity of an item sold long ago
            UPDATE order_items SET quantity = 5, price = 2.5 WHERE order_item_id = (SELECT min(order_item_id) FROM order_items WHERE order_id = 60);
            DELETE FROM orders WHERE order_id = 80;
            -- An order without items, payment or delivery, of a user that gold does not know yet
            INSERT INTO users (user_id, name, email, password_hash, created_at) VALUES (9001, ' Zoë O''Hara-Łuk ', 'z+1@ex-ample.com', 'x', '2026-01-01');
            INSERT INTO orders (order_id, user_id, order_status, total_amount, created_at)
            SELECT 9001, 9001, 'completed', 0, created_at FROM orders WHERE order_id = 100;
            -- A day loses its last order, users change and leave
            DELETE FROM orders WHERE created_at::date = (SELECT created_at::date FROM orders WHERE order_id = 200);
            UPDATE users SET name = 'Renamed', phone = NULL WHERE user_id = 5;
            UPDATE users SET deleted_at = now() WHERE user_id = 6;
            DELETE FROM users WHERE user_id = (SELECT min(user_id) FROM users WHERE user_id NOT IN (SELECT user_id FROM orders));
            UPDATE products SET price = price + 1 WHERE product_id = 3
            """;

    private static final Map<String, String> QUERY_PARAMETERS = Map.of("limit", "1000");

    private static Lakehouse lakehouse;
    private static Dashboards dashboards;
    private static StoredDays stored;

    @BeforeAll
    static void start() throws Exception {
        lakehouse = Lakehouse.start();
        dashboards = new Dashboards(lakehouse);
        stored = new StoredDays(lakehouse);
        lakehouse.sync(1000, Lakehouse.KEYS.keySet());
    }

    @AfterAll
    static void stop() throws SQLException {
        if (lakehouse != null) {
            lakehouse.close();
        }
    }

    @Test
    @Order(0)
    void showsDashboardsBeforeTheFirstRun() throws Exception {
        dashboards.workWithoutGold();
    }

    @Test
    @Order(1)
    void buildsSilverAndGoldAndPassesEveryTest() throws Exception {
        lakehouse.runDbt("build");
        assertThat(goldFigures()).isEqualTo(postgresFigures()).isNotEmpty();
        new NamedQueries(lakehouse, "ecommerce").assertAnsweredAsByPostgres(QUERY_PARAMETERS);
        for (String table : Lakehouse.KEYS.keySet()) {
            assertThat(lakehouse
                            .query("SELECT count() FROM silver.ecommerce_" + table)
                            .strip())
                    .as(table)
                    .isEqualTo(lakehouse
                            .rowsInPostgres("SELECT count(*) FROM " + table)
                            .get(0));
        }
    }

    @Test
    @Order(2)
    void describesEveryModelAndColumn() throws Exception {
        ModelDescriptions.assertComplete(lakehouse);
    }

    @Test
    @Order(3)
    void changesNothingWhenNothingChanged() throws Exception {
        Map<String, String> contents = stored.contents();
        Map<String, String> parts = stored.parts("%");
        lakehouse.runDbt("run");
        assertThat(stored.contents()).isEqualTo(contents);
        assertThat(stored.parts("%")).isEqualTo(parts);
    }

    @Test
    @Order(4)
    void rebuildsTheDaysOfLateChangesAndNoOthers() throws Exception {
        Set<String> touched = new TreeSet<>(daysOf("40, 80, 100, 200"));
        Set<String> itemsTouched = new TreeSet<>(daysOf("60, 80, 200"));
        String emptied = daysOf("200").iterator().next();
        Map<String, String> orders = stored.parts("fact_order");
        Map<String, String> items = stored.parts("fact_order_detail");
        lakehouse.inPostgres(LATE_CHANGES);

        List<String> withoutUsers = new ArrayList<>(Lakehouse.KEYS.keySet());
        withoutUsers.remove("users");
        lakehouse.sync(2000, withoutUsers);
        lakehouse.runDbt("run");

        assertThat(StoredDays.differences(orders, stored.parts("fact_order"))).isEqualTo(touched);
        assertThat(StoredDays.differences(items, stored.parts("fact_order_detail")))
                .isEqualTo(itemsTouched);
        assertThat(stored.parts("fact_order")).doesNotContainKey(emptied);
        assertThat(lakehouse.query(
                        "SELECT user_key, user_id, payment_count FROM gold.fact_order WHERE order_id = 9001"))
                .isEqualTo("0\t9001\t0\n");
        assertThat(lakehouse.query("SELECT count(), any(payment_method), any(payment_count), any(city)"
                        + " FROM gold.fact_order WHERE order_id = 40"))
                .startsWith("1\tpaypal\t")
                .contains("Xi\\'an");
    }

    @Test
    @Order(5)
    void givesTheSameForDaysInAnyOrderAndForEverythingAtOnce() throws Exception {
        lakehouse.sync(3000, Lakehouse.KEYS.keySet());
        String late = daysOf("100").iterator().next();
        String early = daysOf("40").iterator().next();
        lakehouse.runDbt("run", "--vars", "days: [" + late + ", '2026-01-01']");
        lakehouse.runDbt("run", "--vars", "days: [" + early + "]");
        lakehouse.runDbt("run");
        assertThat(goldFigures()).isEqualTo(postgresFigures());
        assertThat(lakehouse.query("SELECT user_key != 0 FROM gold.fact_order WHERE order_id = 9001"))
                .isEqualTo("1\n");

        Map<String, String> contents = stored.contents();
        lakehouse.runDbt("run", "--full-refresh");
        assertThat(stored.contents()).isEqualTo(contents);
    }

    @Test
    @Order(6)
    void keepsTheVersionsOfUsersAndEndsThoseThatLeft() throws Exception {
        assertThat(lakehouse.query("SELECT name, is_current, version_number FROM gold.dim_user"
                        + " WHERE user_id = 5 ORDER BY valid_from"))
                .isEqualTo("User 6\tfalse\t1\nRenamed\ttrue\t2\n");
        assertThat(lakehouse.query("SELECT is_current FROM gold.dim_user WHERE user_id = 6"))
                .isEqualTo("false\n");
        assertThat(lakehouse
                        .query("SELECT countIf(is_current) FROM gold.dim_user WHERE user_id != 0")
                        .strip())
                .isEqualTo(lakehouse
                        .rowsInPostgres("SELECT count(*) FROM users WHERE deleted_at IS NULL")
                        .get(0));
        assertThat(lakehouse.query("SELECT name, email FROM silver.ecommerce_users WHERE user_id = 9001"))
                .isEqualTo("Zoë O\\'Hara-Łuk\tz+1@ex-ample.com\n");
    }

    @Test
    @Order(7)
    void comparesGoldWithPostgres() throws Exception {
        lakehouse.recordFigures(postgresFigures());
        lakehouse.runDbt("build", "--exclude", "test_type:unit", "--vars", "reconcile: true");

        lakehouse.inClickHouse("INSERT INTO ops.source_figures SELECT measured_at + 1, database, figure, day, value + 1"
                + " FROM ops.source_figures");
        assertThat(lakehouse.dbt("test", "--select", "test_name:equals_postgres", "--vars", "reconcile: true"))
                .isEqualTo(1);
    }

    @Test
    @Order(8)
    void answersEveryQueryAsPostgresDoes() throws Exception {
        new NamedQueries(lakehouse, "ecommerce").assertAnsweredAsByPostgres(QUERY_PARAMETERS);
    }

    @Test
    @Order(9)
    void showsOnDashboardsWhatPostgresHolds() throws Exception {
        dashboards.showWhatPostgresHolds();
    }

    @Test
    @Order(10)
    void givesSilverToTablesWithoutAModel() throws Exception {
        GeneratedSilver silver = new GeneratedSilver(lakehouse);
        silver.isMadeByTheRunThatFollowsApply();
        silver.followsTablesAndNeverTouchesWhatItHasNotMade();
    }

    private static List<String> daysOf(String orders) throws SQLException {
        return lakehouse.rowsInPostgres(
                "SELECT DISTINCT created_at::date FROM orders WHERE order_id IN (" + orders + ")");
    }

    /** Figure and day to value. */
    private static Map<String, String> postgresFigures() throws IOException, SQLException {
        String sql = Files.readString(lakehouse.settings().root().resolve("sql/reconciliation/ecommerce/postgres.sql"));
        return figures(lakehouse.rowsInPostgres(
                "SELECT figure, day, round(value, 2) FROM (" + sql + ") AS figures WHERE value <> 0"));
    }

    private static Map<String, String> goldFigures() throws IOException, InterruptedException {
        return figures(lakehouse
                .query("SELECT figure, day, toDecimalString(value, 2) FROM gold.ecommerce_figures")
                .lines()
                .toList());
    }

    private static Map<String, String> figures(List<String> lines) {
        return lines.stream()
                .map(line -> line.split("\t"))
                .collect(Collectors.toMap(
                        part -> part[0] + " " + part[1], part -> part[2], (first, second) -> first, TreeMap::new));
    }
}
