package io.isotherm.cli.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.isotherm.demo.Demo;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** What panels show of a lakehouse to the user reader. */
final class Dashboards {
    private static final String ORDERS_OF_TODAY = """
            INSERT INTO products (product_id, name, price, stock_quantity) VALUES (9001, 'Best seller', 500000, 1);
            INSERT INTO orders (order_id, user_id, order_status, total_amount, created_at)
            VALUES (9002, 1, 'completed', 1000000, now() AT TIME ZONE 'UTC'), (9003, 1, 'cancelled', 7, now() AT TIME ZONE 'UTC');
            INSERT INTO order_items (order_id, product_id, quantity, price) VALUES (9002, 9001, 2, 500000), (9003, 9001, 1, 7);
            INSERT INTO payments (order_id, amount, payment_method, payment_date, status) VALUES
            (9002, 9, 'paypal', now() AT TIME ZONE 'UTC', 'failed'), (9002, 9, 'paypal', now() AT TIME ZONE 'UTC', 'completed')
            """;

    /** Two hours of today with visits, one of them fraud; one that is deleted, and the days around. */
    private static final String VISITS_OF_TODAY = """
            INSERT INTO app_user_visits_fact (id, created_at, is_deleted, is_fraud)
            SELECT 'today' || n, 1000 * extract(epoch FROM date_trunc('day', now() AT TIME ZONE 'UTC')) + millis, deleted, fraud
            FROM (VALUES (1, 0, 0, 0), (2, 1, 0, 0), (3, 3599999, 0, 1), (4, 7200000, 1, 0), (5, 86399999, 0, 0),
                (6, -1, 0, 0), (7, 86400000, 0, 0)) AS v (n, millis, deleted, fraud)
            """;

    private static final String VISITS_BY_HOUR = """
            SELECT to_char(at, 'HH24:00'), count(*) FILTER (WHERE is_fraud = 0), count(*) FILTER (WHERE is_fraud <> 0)
            FROM (SELECT to_timestamp(created_at / 1000.0) AT TIME ZONE 'UTC' AS at, * FROM app_user_visits_fact) v
            WHERE is_deleted = 0 AND date_trunc('day', at) = date_trunc('day', now() AT TIME ZONE 'UTC') GROUP BY 1 ORDER BY 1
            """;

    private static final String WATCHED = """
            INSERT INTO ops.watch_ranges (source, table, round_ended) VALUES
            ('ecommerce', 'public.orders', '2026-01-02 03:04:05'), ('ecommerce', '', '2026-01-02 03:04:06')""";

    private static final String FOUND = """
            INSERT INTO ops.watch_findings (source, table, key, kind, state, seen_at) VALUES
            ('ecommerce', 'public.orders', '1', 'missing', 'open', now()),
            ('ecommerce', 'public.orders', '2', 'different', 'open', now()),
            ('ecommerce', 'public.orders', '3', 'different', 'unhealed', now()),
            ('ecommerce', 'public.orders', '4', 'extra', 'closed', now()),
            ('ecommerce', 'public.orders', '5', 'extra', 'closed', '2026-01-02 03:04:05')""";

    private static final String NOT_COMPLETE = """
            INSERT INTO ops.loaded_tables (table, state, reason, source_rows, target_rows, compared_at) VALUES
            ('ecommerce_gone', 'incomplete', 'key 7 is missing', 5, 3, '2026-01-02 03:04:07')""";

    private static final String MISSED = """
            INSERT INTO ops.missed_records (target, kafka_partition, first_offset, next_offset, noticed_at) VALUES
            ('ecommerce_gone', 2, 10, 14, '2026-01-02 03:04:08')""";

    private static final String REFUSED = """
            INSERT INTO ops.schema_history (target, what, `column`, `from`, `to`, changed_at) VALUES
            ('ecommerce_gone', 'refuse', 'price', 'Int32', 'String', '2026-01-02 03:04:09'),
            ('ecommerce_gone', 'add', 'note', '', 'String', '2026-01-02 03:04:10')""";

    private static final String LETTERS = """
            INSERT INTO ops.dead_letters (source, table, hour, letters) VALUES
            ('ecommerce', 'public.orders', toStartOfHour(now()), 2), ('ecommerce', 'public.orders', toStartOfHour(now()), 5),
            ('ecommerce', 'public.users', toStartOfHour(now()), 1), ('ecommerce', 'public.users', '2026-01-02 03:00:00', 1)""";

    private static final BiConsumer<String, String> ANSWERED =
            (panel, answer) -> assertThat(answer).doesNotContain("Exception").doesNotContainPattern("\\bnan\\b");

    private final Lakehouse lakehouse;

    Dashboards(Lakehouse lakehouse) {
        this.lakehouse = lakehouse;
    }

    /** Before dbt has run for the first time, and for demos that are not replicated. */
    void workWithoutGold() throws IOException, InterruptedException {
        assertThat(panels(DashboardQueries.ofPipeline(root())))
                .hasSizeGreaterThan(15)
                .allSatisfy(ANSWERED);
        for (String demo : Demo.names(root())) {
            assertThat(panels(DashboardQueries.ofDemo(root(), demo)))
                    .as(demo)
                    .hasSizeGreaterThan(5)
                    .allSatisfy(ANSWERED);
        }
        assertThat(lakehouse.queryAsReader("SELECT count() FROM ops.dashboard_top_product"))
                .isEqualTo("0\n");
    }

    /** Visits of today come to those that the seed made. */
    void showVisits() throws IOException, InterruptedException, SQLException {
        lakehouse.inPostgres(VISITS_OF_TODAY);
        lakehouse.sync(4000, List.of("app_user_visits_fact"));
        Map<String, String> panels = panels(DashboardQueries.ofDemo(root(), "visits"));
        List<String> hours = lakehouse.rowsInPostgres(VISITS_BY_HOUR);
        assertThat(panels).allSatisfy(ANSWERED);
        assertThat(panels.get("Grafana: Visits today by hour").lines())
                .hasSizeGreaterThan(1)
                .containsExactlyElementsOf(hours);
        long visits = sum(hours, 1);
        long frauds = sum(hours, 2);
        assertThat(number(panels.get("Grafana: Visits today"))).isEqualByComparingTo(BigDecimal.valueOf(visits));
        assertThat(number(panels.get("Grafana: Fraud share")).doubleValue())
                .isCloseTo(100.0 * frauds / (visits + frauds), within(1e-9));
    }

    private static long sum(List<String> lines, int column) {
        return lines.stream()
                .mapToLong(line -> Long.parseLong(line.split("\t")[column]))
                .sum();
    }

    /** With the models of ad-tech, on a day with events of one campaign. */
    void showCampaigns() throws IOException, InterruptedException {
        Map<String, String> panels = panels(DashboardQueries.ofDemo(root(), "adtech"));
        assertThat(panels).allSatisfy(ANSWERED).containsEntry("Grafana: CTR today", "0.25\n");
        assertThat(panels).containsEntry("Grafana: CTR today by campaign", "Spring #1\t0.25\n");
        assertThat(panels.get("Grafana: Spend today"))
                .isEqualTo(lakehouse.query("SELECT sum(spend_today_amount) FROM gold.live_campaign_budget"))
                .isNotEqualTo("0\n");
        assertThat(panels.get("Grafana: Spend against budget").lines())
                .hasSize(Integer.parseInt(lakehouse
                        .query("SELECT count() FROM gold.live_campaign_budget WHERE is_active")
                        .strip()))
                .isNotEmpty();
    }

    void showWhatPostgresHolds() throws IOException, InterruptedException, SQLException {
        lakehouse.inPostgres(ORDERS_OF_TODAY);
        lakehouse.sync(4000, Lakehouse.KEYS.keySet());
        lakehouse.inClickHouse(WATCHED);
        lakehouse.inClickHouse(FOUND);
        lakehouse.inClickHouse(NOT_COMPLETE);
        lakehouse.inClickHouse(MISSED);
        lakehouse.inClickHouse(REFUSED);
        lakehouse.inClickHouse(LETTERS);
        Map<String, String> panels = panels(DashboardQueries.ofDemo(root(), "ecommerce"));
        panels.putAll(panels(DashboardQueries.ofPipeline(root())));
        assertThat(panels)
                .allSatisfy((panel, answer) -> assertThat(answer).isNotBlank().doesNotContain("Exception"));
        assertThat(number(panels.get("Grafana: Revenue today")))
                .isEqualByComparingTo(inPostgres("SELECT sum(price * quantity) FROM order_items WHERE order_id IN"
                        + " (SELECT order_id FROM orders WHERE order_status = 'completed' AND " + today("created_at")
                        + ")"));
        assertThat(number(panels.get("Grafana: Failed payments")))
                .isEqualByComparingTo(
                        inPostgres("SELECT round(100.0 * count(*) FILTER (WHERE status = 'failed') / count(*), 2)"
                                + " FROM payments WHERE " + today("payment_date")));
        assertThat(panels.get("Grafana: Differences found by the watch"))
                .isEqualTo("ecommerce\tpublic.orders\t1\t2\t0\t1\t2026-01-02 03:04:05.000\n");
        assertQualityIsShown(panels);
        assertThat(lakehouse.queryAsReader("SELECT key FROM ops.watch_findings"))
                .contains("ACCESS_DENIED");
        assertThat(panels.get("Grafana: Top products today")).startsWith("Best seller #9001\t1000000");
        assertThat(number(panels.get("Grafana: Lag"))).isBetween(BigDecimal.ZERO, BigDecimal.valueOf(60));
        assertThat(panels.get("Grafana: Active parts by table").lines()).hasSize(Lakehouse.KEYS.size());
    }

    private static void assertQualityIsShown(Map<String, String> panels) {
        assertThat(panels.get("Grafana: Differences by day"))
                .as("those that were seen in the last 30 days")
                .endsWith("\t1\t2\t1\n");
        assertThat(panels.get("Grafana: Dead letters by day")).endsWith("\t6\n");
        assertThat(panels.get("Grafana: Tests by day"))
                .as("those of dbt, of which one has failed at last")
                .containsPattern("\t[1-9]\\d+\t\\d+\t1\n");
        assertThat(panels.get("Grafana: Tests that do not pass"))
                .containsPattern("(?m)^ecommerce\tdbt\tequals_postgres\\w*\tfail\t[1-9]\\d*\t");
        assertThat(panels)
                .containsEntry("Grafana: Rounds of the watch", "ecommerce\t1\t2026-01-02 03:04:06.000\n")
                .containsEntry(
                        "Grafana: Tables that may lack rows",
                        "ecommerce_gone\tincomplete\t5\t3\t2026-01-02 03:04:07.000000\n")
                .containsEntry(
                        "Grafana: Records that Kafka deleted unread",
                        "ecommerce_gone\t2\t10\t14\t2026-01-02 03:04:08.000\n")
                .containsEntry(
                        "Grafana: Schema changes that hot does not follow",
                        "ecommerce_gone\tprice\tInt32\tString\t2026-01-02 03:04:09.000\n");
    }

    private BigDecimal inPostgres(String sql) throws SQLException {
        return number(lakehouse.rowsInPostgres(sql).get(0));
    }

    private static String today(String column) {
        return column + " >= date_trunc('day', now() AT TIME ZONE 'UTC')";
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text.strip());
    }

    private Path root() {
        return lakehouse.settings().root();
    }

    private Map<String, String> panels(Map<String, String> queries) throws InterruptedException {
        Map<String, String> answers = new TreeMap<>();
        for (Map.Entry<String, String> query : queries.entrySet()) {
            answers.put(query.getKey(), lakehouse.queryAsReader(query.getValue()));
        }
        return answers;
    }
}
