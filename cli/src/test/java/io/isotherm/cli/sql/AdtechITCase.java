package io.isotherm.cli.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The models and queries of ad-tech on rows made by hand ({@code adtech-rows.sql}), beside plain SQL in Postgres. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AdtechITCase {
    private static final Map<String, String> KEYS = keys();
    private static final String[] PRESENT = {"--vars", "present: '2025-03-21 12:00:00'"};

    private static final Map<String, String> QUERY_PARAMETERS =
            Map.of("day", "2025-03-02", "to", "2025-12-31", "percent", "100");

    private static final String CAMPAIGN_DAYS = """
            SELECT day, campaign, sum(shown), sum(clicked), round(sum(shown) * coalesce(bid, 0), 2),
                round(CASE WHEN sum(clicked) = 0 THEN 0 WHEN sum(clicked) >= sum(shown) THEN 1
                    ELSE sum(clicked)::numeric / sum(shown) END, 6)
            FROM (SELECT coalesce(created_at::date, '1970-01-01') AS day, coalesce(campaign_id, 0) AS campaign, 1 AS shown, 0 AS clicked
                  FROM impressions
                  UNION ALL SELECT coalesce(created_at::date, '1970-01-01'), coalesce(campaign_id, 0), 0, 1 FROM clicks) AS events
            LEFT JOIN campaign ON campaign.id = campaign
            GROUP BY day, campaign, bid
            """;

    private static final String LATE_CHANGES = """
            UPDATE campaign SET bid = 0.75 WHERE id = 1;
            UPDATE campaign SET end_date = '2025-03-20' WHERE id = 4;
            UPDATE advertiser SET name = 'Acme & Co' WHERE id = 1;
            INSERT INTO clicks (campaign_id, created_at) VALUES (1, '2025-03-05 23:00');
            DELETE FROM clicks WHERE id = (SELECT max(id) FROM clicks WHERE created_at::date = '2025-03-07');
            DELETE FROM impressions WHERE created_at IS NULL
            """;

    private static final String TO_THE_PRESENT_OF_THE_ANSWERS = """
            UPDATE campaign SET start_date = start_date - (now()::date - date '2025-03-21'),
                end_date = end_date - (now()::date - date '2025-03-21');
            UPDATE impressions SET created_at = created_at - (now()::date - date '2025-03-21') * interval '1 day';
            UPDATE clicks SET created_at = created_at - (now()::date - date '2025-03-21') * interval '1 day';
            -- more than its impressions, which one of the queries looks for
            INSERT INTO clicks (campaign_id, created_at) SELECT 1, '2025-03-20 10:00' FROM generate_series(1, 200)
            """;

    private static Lakehouse lakehouse;
    private static StoredDays stored;
    private static GoldFigures figures;
    private static QueryCommandCheck queries;

    private static Map<String, String> keys() {
        Map<String, String> keys = new LinkedHashMap<>();
        for (String table : List.of("advertiser", "campaign", "impressions", "clicks")) {
            keys.put(table, "id");
        }
        return keys;
    }

    @BeforeAll
    static void start() throws Exception {
        lakehouse = Lakehouse.start("adtech", KEYS);
        stored = new StoredDays(lakehouse);
        figures = new GoldFigures(lakehouse, "adtech");
        lakehouse.inPostgres(Lakehouse.resource("adtech-plain.sql"));
        lakehouse.sync(1000, KEYS.keySet());
        queries = new QueryCommandCheck(lakehouse);
    }

    @AfterAll
    static void stop() throws Exception {
        if (lakehouse != null) {
            lakehouse.close();
        }
        if (queries != null) {
            queries.close();
        }
    }

    @Test
    @Order(0)
    void saysWhatMakesTheTablesOfAQuery() throws Exception {
        queries.saysWhatMakesTheTables();
    }

    @Test
    @Order(1)
    void buildsWithoutTheShopAndPassesEveryTest() throws Exception {
        lakehouse.runDbt("build", PRESENT[0], PRESENT[1]);
        assertThat(campaignDays()).isEqualTo(Set.copyOf(lakehouse.rowsInPostgres(CAMPAIGN_DAYS)));
        assertThat(
                        lakehouse.query(
                                "SELECT count() FROM gold.daily_campaign_performance WHERE spend_amount != spend_at_time_amount"))
                .isEqualTo("0\n");
        assertThat(figures.ofGold()).isEqualTo(figures.ofPostgres()).isNotEmpty();
        ModelDescriptions.assertComplete(lakehouse);
    }

    @Test
    @Order(2)
    void answersEveryQueryAsExpected() throws Exception {
        assertAnswers();
        queries.answersInEveryFormat();
        queries.refusesWhatItDoesNotKnow();
        queries.takesValuesForNothingButValues();
        new Dashboards(lakehouse).showCampaigns();
    }

    @Test
    @Order(3)
    void rebuildsTheDaysOfLateEventsAndNoOthers() throws Exception {
        lakehouse.runDbt("run", PRESENT[0], PRESENT[1]);
        Map<String, String> impressions = stored.parts("fact_impressions");
        Map<String, String> clicks = stored.parts("fact_clicks");
        Map<String, String> days = stored.parts("int_campaign_performance");
        assertThat(impressions).hasSizeGreaterThan(10);
        lakehouse.inPostgres(LATE_CHANGES);
        assertThat(
                        lakehouse.rowsInPostgres(
                                "SELECT id FROM campaign WHERE updated_at > (SELECT updated_at FROM campaign WHERE id = 3) ORDER BY id"))
                .as("campaigns that the trigger has touched")
                .containsExactly("1", "4");
        lakehouse.sync(2000, KEYS.keySet());

        lakehouse.runDbt("run", PRESENT[0], PRESENT[1]);

        new NamedQueries(lakehouse, "adtech").assertAnsweredAsByPostgres(QUERY_PARAMETERS);
        assertThat(StoredDays.differences(impressions, stored.parts("fact_impressions")))
                .containsExactly("1970-01-01");
        assertThat(StoredDays.differences(clicks, stored.parts("fact_clicks")))
                .containsExactly("2025-03-05", "2025-03-07");
        assertThat(StoredDays.differences(days, stored.parts("int_campaign_performance")))
                .containsExactly("1970-01-01", "2025-03-05", "2025-03-07");
        assertThat(campaignDays()).isEqualTo(Set.copyOf(lakehouse.rowsInPostgres(CAMPAIGN_DAYS)));
    }

    @Test
    @Order(4)
    void keepsVersionsAndWhatImpressionsCostThen() throws Exception {
        assertThat(lakehouse.query("SELECT bid_amount, is_current, is_active, duration_days, remaining_budget_amount,"
                        + " advertiser_name FROM gold.dim_campaign WHERE campaign_id = 1 ORDER BY valid_from"))
                .isEqualTo("0.5\tfalse\tfalse\t30\t\\N\tAcme & Co\n0.75\ttrue\ttrue\t30\t-928\tAcme & Co\n");
        assertThat(lakehouse.query("SELECT sum(spend_amount), sum(spend_at_time_amount)"
                        + " FROM gold.daily_campaign_performance WHERE campaign_id = 1"))
                .isEqualTo("1428\t952\n");
        assertThat(lakehouse.query("SELECT name FROM gold.dim_advertiser WHERE advertiser_id = 1 ORDER BY valid_from"))
                .isEqualTo("Acme\nAcme & Co\n");
        Map<String, String> contents = stored.contents();
        lakehouse.runDbt("run", "--full-refresh", PRESENT[0], PRESENT[1]);
        assertThat(stored.contents()).isEqualTo(contents);
    }

    @Test
    @Order(5)
    void comparesGoldWithPostgres() throws Exception {
        Map<String, String> measured = figures.ofPostgres();
        assertThat(figures.ofGold()).isEqualTo(measured);
        lakehouse.recordFigures(measured);
        lakehouse.runDbt("test", "--select", "test_name:equals_postgres", "--vars", "reconcile: true");
        assertThat(figures.compared("2999-01-01", "in_gold != in_postgres OR has_changed"))
                .isEmpty();

        lakehouse.inClickHouse("ALTER TABLE gold.int_campaign_performance UPDATE clicks = clicks + 1"
                + " WHERE date_key = '2025-03-05' SETTINGS mutations_sync = 2");
        assertThat(lakehouse.dbt("test", "--select", "test_name:equals_postgres", "--vars", "reconcile: true"))
                .isEqualTo(1);
        assertThat(figures.compared("2999-01-01", "in_gold != in_postgres"))
                .contains("clicks\t2025-03-05")
                .allMatch(line -> line.endsWith("2025-03-05"));
        String late = lakehouse.query("SELECT min(_committed_at) FROM hot.adtech_clicks WHERE _version = 2000");
        assertThat(figures.compared(late.strip(), "figure = 'clicks' AND NOT has_changed"))
                .contains("clicks\t2025-03-04")
                .doesNotContain("clicks\t2025-03-05", "clicks\t2025-03-07");
    }

    @Test
    @Order(6)
    void answersOnTheDemosRowsToo() throws Exception {
        lakehouse.inPostgres("TRUNCATE advertiser, campaign, impressions, clicks");
        lakehouse.seed();
        lakehouse.inPostgres(TO_THE_PRESENT_OF_THE_ANSWERS);
        lakehouse.sync(3000, KEYS.keySet());

        lakehouse.runDbt("run", PRESENT[0], PRESENT[1]);

        assertThat(campaignDays())
                .isEqualTo(Set.copyOf(lakehouse.rowsInPostgres(CAMPAIGN_DAYS)))
                .hasSizeGreaterThan(20);
        assertThat(figures.ofGold()).isEqualTo(figures.ofPostgres());
        new NamedQueries(lakehouse, "adtech")
                .assertAnsweredAsByPostgres(Map.of("day", "2025-03-19", "to", "2025-12-31", "percent", "100"));
    }

    /** Day, campaign, impressions, clicks, spend and CTR. */
    private static Set<String> campaignDays() throws IOException, InterruptedException {
        return lakehouse
                .query("SELECT date_key, campaign_id, impressions, clicks, toDecimalString(spend_amount, 2),"
                        + " toDecimalString(ctr, 6) FROM gold.daily_campaign_performance")
                .lines()
                .collect(Collectors.toSet());
    }

    private static void assertAnswers() throws IOException, InterruptedException, SQLException {
        NamedQueries named = new NamedQueries(lakehouse, "adtech");
        named.assertAnsweredAsByPostgres(QUERY_PARAMETERS);
        Map<String, String> answers = named.answers(QUERY_PARAMETERS);
        SoftAssertions softly = new SoftAssertions();
        for (Map.Entry<String, String> answer : answers.entrySet()) {
            softly.assertThat(answer.getValue())
                    .as(answer.getKey())
                    .isEqualTo(Lakehouse.resource("adtech-answers/" + answer.getKey() + ".tsv"));
        }
        softly.assertThat(lakehouse.query("SELECT * FROM gold.live_campaign_ctr"))
                .isEqualTo("1\tSpring\t4\t1\t0.25\n");
        softly.assertAll();
    }
}
