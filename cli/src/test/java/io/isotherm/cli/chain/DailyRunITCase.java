package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.InTurn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The DAG in a real Airflow over the real chain: un-paused while days change and servers die, and repeated. */
@TestMethodOrder(OrderAnnotation.class)
@InTurn
@Order(InTurn.ON_A_NEW_STACK)
class DailyRunITCase {
    private static final Duration RUN_LIMIT = Duration.ofMinutes(25);
    private static final String LATE_CHANGES = """
            UPDATE orders SET order_status = 'completed' WHERE order_id IN
                (SELECT order_id FROM orders WHERE created_at < now() - interval '3 days' ORDER BY order_id LIMIT 20);
            UPDATE order_items SET quantity = quantity + 1 WHERE order_item_id IN
                (SELECT order_item_id FROM order_items WHERE created_at < now() - interval '9 days' LIMIT 20);
            DELETE FROM payments WHERE payment_id IN
                (SELECT payment_id FROM payments WHERE created_at < now() - interval '5 days' LIMIT 7);
            INSERT INTO orders (user_id, order_status, total_amount, created_at)
                SELECT user_id, 'created', 1, now() - interval '11 days' FROM users ORDER BY user_id LIMIT 5;
            DELETE FROM orders WHERE order_id IN
                (SELECT order_id FROM orders WHERE created_at < now() - interval '10 days' LIMIT 3)""";

    private static final String BRANCHES = TestStack.own("branches");

    private static TestStack stack;
    private static AirflowClient airflow;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.fresh();
        stack.isotherm("up", "minio", "airflow");
        airflow = new AirflowClient(stack, "ecommerce_pipeline");
    }

    /** The stack is that of others from now on, who have no use for it. */
    @AfterAll
    static void stopAirflow() {
        stack.supervisor("stop", "airflow");
    }

    /** Days that were archived before have changed since, others are archived by this run. */
    @Test
    @Order(1)
    void unpausedItArchivesEveryClosedDayAndBuildsGoldThoughServersDie() throws Exception {
        stack.assertEqual();
        stack.isotherm(
                "archive", "--day", LocalDate.now(ZoneOffset.UTC).minusDays(8).toString());
        long archived = archived();
        await().atMost(Duration.ofMinutes(2))
                .until(() -> airflow.dag().path("is_paused").asBoolean());
        stack.supervisor("stop", "flink-taskmanager");
        stack.execute(LATE_CHANGES);

        airflow.setPaused(false);
        await().atMost(Duration.ofMinutes(2)).until(() -> !airflow.runs().isEmpty());
        String run = airflow.runs().get(0);
        patiently().until(DailyRunITCase::isGuardWaiting);
        patiently()
                .atMost(Duration.ofSeconds(60))
                .during(Duration.ofSeconds(20))
                .until(DailyRunITCase::isGuardWaiting);
        stack.supervisor("start", "flink-taskmanager");
        awaitRunning(run, "archive");
        stack.kill("minio");
        stack.kill("clickhouse");
        awaitRunning(run, "dbt.");
        stack.kill("airflow", "airflow scheduler");
        awaitSuccess(run);

        assertThat(archived()).isGreaterThan(archived);
        assertThat(
                        number(
                                "SELECT count() FROM (SELECT partition FROM ops.archive_log"
                                        + " WHERE state = 'archived' AND table = 'ecommerce_orders' GROUP BY partition HAVING count() > 1)"))
                .as("days that were archived twice")
                .isPositive();
        assertThat(number("SELECT uniqExact(partition) FROM ops.archive_log WHERE state = 'archived'"))
                .isGreaterThan(10);
        assertThat(
                        number(
                                "SELECT count() FROM system.parts WHERE active AND database = 'cold' AND disk_name = 'default'"))
                .isZero();
        assertThat(number("SELECT count() FROM hot.ecommerce_orders FINAL WHERE created_at < today() - 8"))
                .isZero();
        assertEverythingEqual();
    }

    @Test
    @Order(2)
    void archivesNothingWhenItsTasksAreRepeated() {
        stack.isotherm("wait", "--timeout", "240");
        String run = airflow.runs().get(0);
        long archived = archived();

        airflow.clear(run, "archive");
        awaitSuccess(run);

        assertThat(airflow.triesOf(run, "archive")).isNotEmpty().allMatch(tries -> tries > 1);
        assertThat(archived()).isEqualTo(archived);
    }

    @Test
    @Order(3)
    void failsWhenGoldDisagreesWithPostgres() {
        String run = airflow.runs().get(0);
        String change = "ALTER TABLE gold.daily_transaction UPDATE items_sold = items_sold %s 1"
                + " WHERE date_key = today() - 4 SETTINGS mutations_sync = 2";

        stack.query(change.formatted("+"));
        airflow.clear(run, "reconcile");
        patiently().until(() -> stateOf(run, "reconcile").equals("up_for_retry"));
        stack.query(change.formatted("-"));

        awaitSuccess(run);
    }

    /** The second run finds nothing, and leaves silver alone. */
    @Test
    @Order(4)
    void aBatchSourceIsReadByADagOfItsOwn() throws Exception {
        Path tables = stack.tables().path();
        String before = Files.readString(tables);
        stack.execute("CREATE DATABASE " + BRANCHES);
        stack.executeIn(
                BRANCHES,
                "CREATE TABLE visits (id bigint PRIMARY KEY, branch text, updated_at timestamptz NOT NULL DEFAULT now())",
                "INSERT INTO visits SELECT n, ' b' || n % 7, now() FROM generate_series(1, 1000) n");
        Files.writeString(tables, before.stripTrailing() + """

                  %s:
                    mode: batch
                    sync: {schedule: 30m}
                    tables:
                      - public.visits: {sync: {watermark: updated_at}}
                """.formatted(BRANCHES));
        stack.isotherm("apply");
        stack.isotherm("restart", "airflow");
        AirflowClient branches = new AirflowClient(stack, BRANCHES + "_sync");
        await().atMost(Duration.ofMinutes(3)).ignoreExceptions().untilAsserted(() -> branches.setPaused(false));
        await().atMost(Duration.ofMinutes(2)).until(() -> !branches.runs().isEmpty());
        String run = branches.runs().get(0);
        awaitSuccess(branches, run);
        assertThat(stack.query("SELECT count(), uniqExact(branch) FROM silver." + BRANCHES + "_visits"))
                .isEqualTo("1000\t7\n");

        String second = branches.trigger();
        awaitSuccess(branches, second);
        assertThat(branches.statesOfTasks(second))
                .containsEntry("has_changed", "success")
                .containsEntry("silver_tables", "skipped");

        Files.writeString(tables, before);
        stack.isotherm("apply");
    }

    @Test
    @Order(5)
    void noSecretStandsWhereOthersCanReadIt() throws Exception {
        new SecretLeaks(stack).assertNone("airflow.log", "minio.log");
    }

    /** An answer of Airflow costs more processor time than one of the others. */
    private static ConditionFactory patiently() {
        return await().atMost(RUN_LIMIT).pollInterval(Duration.ofSeconds(1));
    }

    /** In the run that was started here or, just after midnight, in that of the new day before it. */
    private static boolean isGuardWaiting() {
        return airflow.runs().stream().anyMatch(run -> stateOf(run, "guard").equals("running"));
    }

    private static String stateOf(String run, String task) {
        return airflow.statesOfTasks(run).getOrDefault(task, "none");
    }

    /** Until a task of this name, or of this group, is at work. */
    private static void awaitRunning(String run, String prefix) {
        patiently().until(() -> airflow.statesOfTasks(run).entrySet().stream()
                .anyMatch(task ->
                        task.getKey().startsWith(prefix) && task.getValue().equals("running")));
    }

    private static void awaitSuccess(String run) {
        awaitSuccess(airflow, run);
    }

    private static void awaitSuccess(AirflowClient dag, String run) {
        // while Airflow itself starts again, nobody answers
        patiently().ignoreExceptionsInstanceOf(UncheckedIOException.class).until(() -> !dag.stateOfRun(run)
                .matches("queued|running"));
        assertThat(dag.stateOfRun(run))
                .as(() -> run + ": " + dag.statesOfTasks(run))
                .isEqualTo("success");
    }

    /** The values of every table, and the figures of gold as plain SQL finds them in Postgres. */
    private static void assertEverythingEqual() throws Exception {
        stack.assertEqual();
        assertThat(figuresOfGold()).isEqualTo(figuresOfPostgres());
    }

    private static Map<String, BigDecimal> figuresOfPostgres() throws SQLException, IOException {
        Map<String, BigDecimal> figures = new TreeMap<>();
        try (Connection connection = stack.postgres();
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        Files.readString(Path.of("..", "sql", "reconciliation", "ecommerce", "postgres.sql")))) {
            while (rows.next()) {
                BigDecimal value = rows.getBigDecimal("value");
                if (value.signum() != 0) {
                    figures.put(rows.getString("figure") + " " + rows.getString("day"), value.setScale(2));
                }
            }
        }
        return figures;
    }

    private static Map<String, BigDecimal> figuresOfGold() {
        Map<String, BigDecimal> figures = new TreeMap<>();
        stack.query("SELECT figure || ' ' || toString(day), value FROM gold.ecommerce_figures")
                .lines()
                .forEach(line -> {
                    String[] columns = line.split("\t");
                    figures.put(columns[0], new BigDecimal(columns[1]).setScale(2));
                });
        return figures;
    }

    private static long archived() {
        return number("SELECT count() FROM ops.archive_log WHERE state = 'archived'");
    }

    private static long number(String sql) {
        return Long.parseLong(stack.query(sql).strip());
    }
}
