package io.isotherm.cli.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The models and queries of visits on the demo's seed and on rows made by hand ({@code visits-rows.sql}). Each query
 * has an answer in plain SQL for Postgres, which both must agree on before and after late changes.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class VisitsITCase {
    private static final Map<String, String> KEYS = keys();
    private static final String PRESENT = "present: '2025-03-21 12:00:00'";

    /** All days, also those on which points end. */
    private static final Map<String, String> PARAMETERS =
            Map.of("from", "1970-01-01", "to", "2149-01-01", "days", "65000", "branch", "Station", "limit", "100");

    private static final String LATE_CHANGES = """
            -- Over midnight, deleted later, fraud later, and fraud no more
            UPDATE app_user_visits_fact SET created_at = created_at + 1 WHERE id = 'v03';
            UPDATE app_user_visits_fact SET is_deleted = 1 WHERE id = 'v04';
            UPDATE app_user_visits_fact SET is_fraud = 1 WHERE id = 'v05';
            UPDATE app_user_visits_fact SET is_fraud = 0 WHERE id = 'v24';
            -- Two days lose their only visit, one by its customer; one gets its first
            DELETE FROM app_user_visits_fact WHERE id = 'v22';
            DELETE FROM app_users WHERE id = 'u5';
            INSERT INTO app_user_visits_fact (id, customer_id, store_id, branch_id, cashier_id, created_at, points, receipt)
            VALUES ('v27', 'u3', 's1', 'b1', 'c1', 1741478400000, 3, 3.5);
            -- A visit gets its time, places change
            UPDATE app_user_visits_fact SET created_at = 1741392000000 WHERE id = 'v11';
            UPDATE branches SET name = 'New town' WHERE id = 'b1';
            UPDATE cashiers SET branch_id = 'b2' WHERE id = 'c1'
            """;

    private static Lakehouse lakehouse;
    private static StoredDays stored;
    private static GoldFigures figures;

    private static Map<String, String> keys() {
        Map<String, String> keys = new LinkedHashMap<>();
        for (String table : List.of("stores", "branches", "cashiers", "app_users", "app_user_visits_fact")) {
            keys.put(table, "id");
        }
        return keys;
    }

    @BeforeAll
    static void start() throws Exception {
        lakehouse = Lakehouse.startSeeded("visits", KEYS);
        stored = new StoredDays(lakehouse);
        figures = new GoldFigures(lakehouse, "visits");
        lakehouse.inPostgres(Lakehouse.resource("visits-plain.sql"));
        lakehouse.sync(1000, KEYS.keySet());
    }

    @AfterAll
    static void stop() throws SQLException {
        if (lakehouse != null) {
            lakehouse.close();
        }
    }

    @Test
    @Order(1)
    void buildsAloneAndPassesEveryTest() throws Exception {
        lakehouse.recordFigures(figures.ofPostgres());
        lakehouse.runDbt("build", "--vars", "{" + PRESENT + ", reconcile: true}");
        assertThat(figures.ofGold()).isEqualTo(figures.ofPostgres()).hasSizeGreaterThan(300);
        assertAnswers();
        assertThat(lakehouse.query("SELECT * EXCEPT (branch_name, city) FROM gold.live_branch_visits"))
                .isEqualTo("b1\t1\t1\t6\t1\t6.6\t1\t0.5\nb2\t1\t0\t1\t0\t0\t0\t0\n");
        ModelDescriptions.assertComplete(lakehouse);
    }

    @Test
    @Order(2)
    void rebuildsTheDaysOfLateChangesAndNoOthers() throws Exception {
        Map<String, String> visits = stored.parts("fact_visit");
        Map<String, String> frauds = stored.parts("fact_fraud_visit");
        lakehouse.inPostgres(LATE_CHANGES);
        lakehouse.sync(2000, KEYS.keySet());

        lakehouse.runDbt("run", "--vars", PRESENT);

        assertThat(StoredDays.differences(visits, stored.parts("fact_visit")))
                .containsExactly(
                        "1970-01-01",
                        "2025-03-01",
                        "2025-03-02",
                        "2025-03-06",
                        "2025-03-07",
                        "2025-03-08",
                        "2025-03-09",
                        "2025-03-11");
        assertThat(stored.parts("fact_visit")).doesNotContainKeys("2025-03-06", "2025-03-11");
        assertThat(StoredDays.differences(frauds, stored.parts("fact_fraud_visit")))
                .containsExactly("2025-03-02", "2025-03-07");
        assertThat(stored.parts("fact_fraud_visit")).doesNotContainKey("2025-03-07");
        assertThat(figures.ofGold()).isEqualTo(figures.ofPostgres());
        assertAnswers();
        assertThat(lakehouse.query(
                        "SELECT name, is_current FROM gold.dim_branch WHERE branch_id = 'b1' ORDER BY valid_from"))
                .isEqualTo("Old town\tfalse\nNew town\ttrue\n");
    }

    @Test
    @Order(3)
    void comparesGoldWithPostgres() throws Exception {
        lakehouse.recordFigures(figures.ofPostgres());
        assertThat(figures.compared("2999-01-01", "in_gold != in_postgres OR has_changed"))
                .isEmpty();

        lakehouse.inClickHouse("ALTER TABLE gold.fact_visit UPDATE cashier_id = 'c3'"
                + " WHERE visit_id = 'v01' SETTINGS mutations_sync = 2");
        assertThat(figures.compared("2999-01-01", "in_gold != in_postgres"))
                .containsExactly("cashiers_with_visits\t2025-03-01", "most_receipts_of_cashiers\t2025-03-01");

        String late = lakehouse
                .query("SELECT min(_committed_at) FROM hot.visits_app_user_visits_fact WHERE _version = 2000")
                .strip();
        List<String> changed = figures.compared(late, "has_changed");
        assertThat(changed)
                .as("the days of changed visits, and for repeat customers those of their customers")
                .contains("visits\t2025-03-02", "fraud_visits\t2025-03-02", "visits\t2025-03-09")
                .contains("repeat_customers\t2025-03-04", "points_expiring\t2025-04-03")
                .doesNotContain("visits\t2025-03-04", "visits\t2025-03-21", "points_expiring\t2025-04-20");
    }

    @Test
    @Order(4)
    void showsVisitsOfToday() throws Exception {
        new Dashboards(lakehouse).showVisits();
    }

    private static void assertAnswers() throws IOException, InterruptedException, SQLException {
        new NamedQueries(lakehouse, "visits").assertAnsweredAsByPostgres(PARAMETERS);
    }
}
