package io.isotherm.cli.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** What the panels of both dashboards show of a lakehouse to the user reader. */
final class Dashboards {
    private static final String ORDERS_OF_TODAY = """
            INSERT INTO products (product_id, name, price, stock_quantity) VALUES (9001, 'Best seller', 500000, 1);
            INSERT INTO orders (order_id, user_id, order_status, total_amount, created_at)
            VALUES (9002, 1, 'completed', 1000000, now() AT TIME ZONE 'UTC'), (9003, 1, 'cancelled', 7, now() AT TIME ZONE 'UTC');
            INSERT INTO order_items (order_id, product_id, quantity, price) VALUES (9002, 9001, 2, 500000), (9003, 9001, 1, 7);
            INSERT INTO payments (order_id, amount, payment_method, payment_date, status) VALUES
            (9002, 9, 'paypal', now() AT TIME ZONE 'UTC', 'failed'), (9002, 9, 'paypal', now() AT TIME ZONE 'UTC', 'completed')
            """;

    private final Lakehouse lakehouse;

    Dashboards(Lakehouse lakehouse) {
        this.lakehouse = lakehouse;
    }

    /** Before dbt has run for the first time. */
    void workWithoutGold() throws IOException, InterruptedException {
        assertThat(panels()).allSatisfy((panel, answer) -> assertThat(answer).doesNotContain("Exception"));
        assertThat(lakehouse.queryAsReader("SELECT count() FROM ops.dashboard_top_product"))
                .isEqualTo("0\n");
    }

    void showWhatPostgresHolds() throws IOException, InterruptedException, SQLException {
        lakehouse.inPostgres(ORDERS_OF_TODAY);
        lakehouse.sync(4000, Lakehouse.KEYS.keySet());
        Map<String, String> panels = panels();
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
        assertThat(panels.get("Grafana: Top products today")).startsWith("Best seller #9001\t1000000");
        assertThat(number(panels.get("Grafana: Lag"))).isBetween(BigDecimal.ZERO, BigDecimal.valueOf(60));
        assertThat(panels.get("Grafana: Active parts by table").lines()).hasSize(Lakehouse.KEYS.size());
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

    private Map<String, String> panels() throws IOException, InterruptedException {
        Map<String, String> answers = new TreeMap<>();
        for (Map.Entry<String, String> query :
                DashboardQueries.all(lakehouse.settings().root()).entrySet()) {
            answers.put(query.getKey(), lakehouse.queryAsReader(query.getValue()));
        }
        assertThat(answers).hasSizeGreaterThan(25);
        return answers;
    }
}
