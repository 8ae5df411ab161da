package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.InTurn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Whatever state the stack is stopped in, {@code up} brings it back, says what it did, and both sides are equal. */
@TestMethodOrder(OrderAnnotation.class)
@InTurn
class LifecycleITCase {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String CONNECTOR = "isotherm-ecommerce";

    /** In a build other tests may have archived before. */
    private static final String CHANGES_OF_CLOSED_DAYS = """
            UPDATE payments SET amount = amount + 1 WHERE created_at < now() - interval '2 days';
            UPDATE order_items SET quantity = quantity + 1 WHERE created_at < now() - interval '2 days';
            UPDATE orders SET total_amount = total_amount + 1 WHERE created_at < now() - interval '2 days'""";

    private static TestStack stack;
    private static StackProcesses processes;
    private static long deadLettersBefore;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.running();
        processes = new StackProcesses(stack);
        // in a build other tests have left some
        deadLettersBefore = stack.deadLetters();
    }

    @AfterEach
    void everythingArrives() throws Exception {
        stack.execute("UPDATE products SET stock_quantity = stock_quantity + 1 WHERE product_id <= 20");
        stack.assertEqual();
        assertThat(stack.deadLetters()).as(() -> stack.isotherm("dlq", "show")).isEqualTo(deadLettersBefore);
    }

    @Test
    @Order(1)
    void archivedHalfArchivedAndDuringAMerge() throws Exception {
        String yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
        stack.execute(CHANGES_OF_CLOSED_DAYS);
        stack.isotherm("archive", "--day", yesterday, "--table", "payments");
        String half = killAnArchiveInTheMiddle(yesterday);
        CompletableFuture<Void> merge = mergeForAWhile();

        stack.isotherm("down");
        merge.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        emptyWhatIsNotSynced();
        // As a release left it that did not write one
        Files.delete(stack.home().resolve("run/applied-tables.json"));

        assertThat(stack.isotherm("up", "clickhouse")).containsSubsequence("minio ", "clickhouse ");
        assertThat(stack.up()).contains("job ", " runs");
        stack.query("DROP TABLE default.merged SYNC");
        stack.assertEqual();
        // the others would take minutes and tell no more
        stack.isotherm("archive", "--day", yesterday, "--table", half);
    }

    @Test
    @Order(2)
    void objectStoreAndClickHouseAreRestartedAlone() {
        stack.isotherm("restart", "minio");
        stack.isotherm("restart", "clickhouse");
        // one that lost its object store finds it again
        stack.supervisor("stop", "minio");
        stack.isotherm("restart", "clickhouse");
    }

    @Test
    @Order(3)
    void pausedConnectorStartsAndCancelledJobStaysCancelled() throws Exception {
        processes.connect("PUT", "/connectors/" + CONNECTOR + "/pause");
        await().atMost(PATIENCE).until(() -> connectorStatus().contains("PAUSED"));
        stack.isotherm("job", "cancel");

        assertThat(stack.isotherm("restart"))
                .contains("connector " + CONNECTOR + " was PAUSED; it starts again")
                .contains("no job runs: it was stopped or cancelled; ./isotherm job submit starts it")
                .as("it did not run before")
                .doesNotContain("airflow ");
        assertThat(stack.isotherm("job", "list")).doesNotContain("RUNNING");

        stack.isotherm("job", "submit");
    }

    @Test
    @Order(4)
    void failedConnectorAndFailedJobRunAgain() throws Exception {
        stack.execute("ALTER ROLE debezium NOLOGIN");
        processes.connect("POST", "/connectors/" + CONNECTOR + "/restart?includeTasks=true");
        await().atMost(PATIENCE).until(() -> connectorStatus().contains("FAILED"));
        processes.failJob();
        stack.execute("ALTER ROLE debezium LOGIN");

        assertThat(stack.up())
                .contains("connector " + CONNECTOR + " was FAILED")
                .contains("the job had ended without being told to, so it is submitted again")
                .as("the job goes on where it was")
                .containsPattern("job \\w+ runs with parallelism \\d+, from file:.*/chk-");
    }

    @Test
    @Order(5)
    void allKilledAtOnceThenItsStartEndedInTheMiddleAndBegunTwiceAtOnce() throws Exception {
        stack.isotherm("traffic", "start", "--rate", "200");
        processes.killAll();

        Process ended = processes.beginUp();
        await().atMost(PATIENCE).until(() -> processes.outputOf(ended).contains("postgres  "));
        processes.interrupt(ended, "isotherm: interrupted; ", "./isotherm down");

        List<Process> both = List.of(processes.beginUp(), processes.beginUp());
        for (Process up : both) {
            assertThat(up.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(up.exitValue()).as(processes.outputOf(up)).isZero();
        }
        assertThat(both)
                .anyMatch(up -> processes.outputOf(up).contains("which is starting this stack"))
                .anyMatch(up -> processes.outputOf(up).contains(" runs"));
        assertThat(stack.isotherm("job", "list").lines().filter(line -> line.contains("RUNNING")))
                .hasSize(1);
        // what was killed with the rest can be started again
        stack.isotherm("traffic", "start", "--rate", "200", "--duration", "5");
        stack.isotherm("traffic", "stop");
    }

    private static String connectorStatus() throws IOException, InterruptedException {
        return processes.connect("GET", "/connectors/" + CONNECTOR + "/status");
    }

    /** Returns the table that it was at. */
    private static String killAnArchiveInTheMiddle(String day) {
        Process archive = processes.begin("archive", "--day", day);
        await().atMost(PATIENCE).until(() -> processes.outputOf(archive).contains(": archived ("));
        processes.kill(archive);
        String said = processes.outputOf(archive);
        assertThat(said).doesNotContain("ecommerce_users_history:");
        return said.lines()
                .filter(line -> line.contains(": archived ("))
                .map(line -> line.strip().split(" ")[0])
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    /** As a power cut leaves it of a table that was made right before. */
    private static void emptyWhatIsNotSynced() throws IOException {
        try (Stream<Path> files = Files.walk(stack.home().resolve("data/clickhouse/disks/cold"))) {
            Path version = files.filter(file -> file.endsWith("format_version.txt"))
                    .findFirst()
                    .orElseThrow();
            Files.write(version, new byte[0]);
        }
    }

    /** Returns once ClickHouse is at it. */
    private static CompletableFuture<Void> mergeForAWhile() {
        stack.query("CREATE TABLE default.merged (n UInt64) ENGINE = MergeTree ORDER BY n");
        for (int part = 0; part < 2; part++) {
            stack.query("INSERT INTO default.merged SELECT rand64() FROM numbers(15000000)");
        }
        CompletableFuture<Void> merge = CompletableFuture.runAsync(() -> {
                    stack.query("OPTIMIZE TABLE default.merged FINAL");
                })
                .exceptionally(stopped -> null);
        await().atMost(PATIENCE).until(() -> stack.query("SELECT count() FROM system.merges WHERE table = 'merged'")
                .strip()
                .equals("1"));
        return merge;
    }
}
