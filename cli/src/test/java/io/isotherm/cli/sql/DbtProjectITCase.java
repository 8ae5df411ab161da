package io.isotherm.cli.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.assertj.core.api.SoftAssertions;
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

    private static Lakehouse lakehouse;
    private static Dashboards dashboards;

    @BeforeAll
    static void start() throws Exception {
        lakehouse = Lakehouse.start();
        dashboards = new Dashboards(lakehouse);
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
        run("build");
        assertThat(goldFigures()).isEqualTo(postgresFigures()).isNotEmpty();
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
        JsonNode manifest = new ObjectMapper()
                .readTree(new DbtProject(lakehouse.settings())
                        .targetFolder()
                        .resolve("manifest.json")
                        .toFile());
        SoftAssertions softly = new SoftAssertions();
        for (JsonNode node : manifest.path("nodes")) {
            if (!node.path("resource_type").asText().equals("model")) {
                continue;
            }
            String name = node.path("name").asText();
            softly.assertThat(node.path("description").asText()).as(name).isNotBlank();
            List<String> meta = new ArrayList<>();
            node.path("config").path("meta").fieldNames().forEachRemaining(meta::add);
            softly.assertThat(meta).as(name).contains("grain", "key", "partition", "rerun");
            List<String> documented = new ArrayList<>();
            node.path("columns").fieldNames().forEachRemaining(documented::add);
            softly.assertThat(documented)
                    .as(name)
                    .containsExactlyInAnyOrderElementsOf(lakehouse
                            .query("SELECT name FROM system.columns WHERE table = '" + name + "' AND database = '"
                                    + node.path("schema").asText() + "'")
                            .lines()
                            .toList());
            softly.assertThat(documented).as(name).noneMatch(column -> column.contains("password"));
        }
        softly.assertAll();
    }

    @Test
    @Order(3)
    void changesNothingWhenNothingChanged() throws Exception {
        Map<String, String> contents = contents();
        Map<String, String> parts = parts("%");
        run("run");
        assertThat(contents()).isEqualTo(contents);
        assertThat(parts("%")).isEqualTo(parts);
    }

    @Test
    @Order(4)
    void rebuildsTheDaysOfLateChangesAndNoOthers() throws Exception {
        Set<String> touched = new TreeSet<>(daysOf("40, 80, 100, 200"));
        Set<String> itemsTouched = new TreeSet<>(daysOf("60, 80, 200"));
        String emptied = daysOf("200").iterator().next();
        Map<String, String> orders = parts("fact_order");
        Map<String, String> items = parts("fact_order_detail");
        lakehouse.inPostgres(LATE_CHANGES);

        List<String> withoutUsers = new ArrayList<>(Lakehouse.KEYS.keySet());
        withoutUsers.remove("users");
        lakehouse.sync(2000, withoutUsers);
        run("run");

        assertThat(differences(orders, parts("fact_order"))).isEqualTo(touched);
        assertThat(differences(items, parts("fact_order_detail"))).isEqualTo(itemsTouched);
        assertThat(parts("fact_order")).doesNotContainKey(emptied);
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
        run("run", "--vars", "days: [" + late + ", '2026-01-01']");
        run("run", "--vars", "days: [" + early + "]");
        run("run");
        assertThat(goldFigures()).isEqualTo(postgresFigures());
        assertThat(lakehouse.query("SELECT user_key != 0 FROM gold.fact_order WHERE order_id = 9001"))
                .isEqualTo("1\n");

        Map<String, String> contents = contents();
        run("run", "--full-refresh");
        assertThat(contents()).isEqualTo(contents);
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
        StringBuilder values = new StringBuilder();
        postgresFigures().forEach((figure, value) -> {
            String[] parts = figure.split(" ");
            values.append(values.isEmpty() ? "" : ", ")
                    .append("(toDateTime64('2026-11-21', 6), 'ecommerce', '%s', '%s', %s)"
                            .formatted(parts[0], parts[1], value));
        });
        lakehouse.inClickHouse("INSERT INTO ops.source_figures VALUES " + values);
        run("build", "--exclude", "test_type:unit", "--vars", "reconcile: true");

        lakehouse.inClickHouse("INSERT INTO ops.source_figures SELECT measured_at + 1, database, figure, day, value + 1"
                + " FROM ops.source_figures");
        assertThat(lakehouse.dbt("test", "--select", "test_name:equals_postgres", "--vars", "reconcile: true"))
                .isEqualTo(1);
    }

    @Test
    @Order(8)
    void showsOnDashboardsWhatPostgresHolds() throws Exception {
        dashboards.showWhatPostgresHolds();
    }

    private static void run(String... arguments) throws IOException, InterruptedException {
        assertThat(lakehouse.dbt(arguments))
                .as(
                        "dbt %s, see %s/dbt.log",
                        String.join(" ", arguments), lakehouse.settings().home())
                .isZero();
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

    /** A hash of the rows of each table of silver and gold. */
    private static Map<String, String> contents() throws IOException, InterruptedException {
        Map<String, String> hashes = new TreeMap<>();
        for (String table : lakehouse
                .query("SELECT concat(database, '.', name) FROM system.tables"
                        + " WHERE database IN ('silver', 'gold') AND engine = 'MergeTree'")
                .lines()
                .toList()) {
            hashes.put(table, lakehouse.query("SELECT count(), sum(sipHash64(tuple(*))) FROM " + table));
        }
        assertThat(hashes).hasSizeGreaterThan(12);
        return hashes;
    }

    /** What days of tables are stored in, by the day or, for several tables, table and day. */
    private static Map<String, String> parts(String table) throws IOException, InterruptedException {
        String name = table.equals("%") ? "concat(table, ' ', partition)" : "partition";
        Map<String, String> parts = new TreeMap<>();
        lakehouse
                .query("SELECT " + name
                        + " AS day, arraySort(groupArray(name)) FROM system.parts"
                        + " WHERE active AND database IN ('silver', 'gold') AND partition != 'tuple()' AND table LIKE '"
                        + table + "' GROUP BY day")
                .lines()
                .forEach(line -> parts.put(line.split("\t")[0], line));
        return parts;
    }

    private static Set<String> differences(Map<String, String> before, Map<String, String> after) {
        Set<String> days = new TreeSet<>();
        for (Map<String, String> side : List.of(before, after)) {
            side.forEach((day, stored) -> {
                if (!stored.equals(before.get(day)) || !stored.equals(after.get(day))) {
                    days.add(day);
                }
            });
        }
        return days;
    }
}
