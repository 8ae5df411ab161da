package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.InTurn;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Ten power cuts, one after the other on the same disk, at the moments that differ. Takes most of an hour:
 * {@code -Ppower}.
 */
@Tag("power")
@TestMethodOrder(OrderAnnotation.class)
@InTurn
class PowerCutsITCase {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String YESTERDAY =
            LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();

    /** Rows that Debezium reads for a while. */
    private static final int BIG = 1_500_000;

    private static final String BIG_TOPIC = "ecommerce.public.big";

    private static PoweredStack powered;
    private static TestStack stack;
    private static StackProcesses processes;

    @BeforeAll
    static void start() throws Exception {
        powered = PoweredStack.start();
        stack = powered.stack();
        processes = new StackProcesses(stack);
    }

    @AfterAll
    static void stop() {
        if (powered != null) {
            powered.close();
        }
    }

    @Test
    @Order(1)
    void inTheFirstSnapshot() throws Exception {
        stack.execute(
                "CREATE TABLE big (id bigint PRIMARY KEY, text text)",
                "INSERT INTO big SELECT n, md5(n::text) FROM generate_series(1, " + BIG + ") n");
        Process apply = processes.begin("apply");
        await().pollInterval(Duration.ofMillis(100))
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> TopicBytes.count(stack, BIG_TOPIC) > 10_000);
        assertThat(TopicBytes.count(stack, BIG_TOPIC)).isLessThan(BIG);

        powered.cutPower(apply);

        stack.up();
        stack.isotherm("apply");
        stack.isotherm("job", "submit");
        powered.comesBack();
    }

    @RepeatedTest(4)
    @Order(2)
    void underTraffic() throws Exception {
        startTraffic();
        awaitCheckpoints(3);
        anyMoment(Duration.ofSeconds(10));

        powered.cutPower();

        powered.comesBack();
    }

    @RepeatedTest(2)
    @Order(3)
    void inACheckpoint() throws Exception {
        startTraffic();
        awaitCheckpoints(2);
        await().pollInterval(Duration.ofMillis(20))
                .atMost(PATIENCE)
                .until(() -> powered.checkpoints("in_progress") > 0);

        powered.cutPower();

        powered.comesBack();
    }

    @RepeatedTest(2)
    @Order(4)
    void inAnArchive() throws Exception {
        startTraffic();
        Process archive = processes.begin("archive", "--day", YESTERDAY);
        await().atMost(PATIENCE).until(() -> processes.outputOf(archive).contains(": archived"));
        anyMoment(Duration.ofSeconds(2));

        powered.cutPower(archive);

        powered.comesBack();
        stack.isotherm("archive", "--day", YESTERDAY);
        stack.assertEqual();
    }

    @Test
    @Order(5)
    void inABackup() throws Exception {
        stack.isotherm("backup");
        Process backup = processes.begin("backup", "--full");
        await().pollInterval(Duration.ofMillis(20))
                .atMost(PATIENCE)
                .until(() -> number("SELECT count() FROM system.backups WHERE status = 'CREATING_BACKUP'") > 0);

        powered.cutPower(backup);

        powered.comesBack();
        assertThat(stack.isotherm("backup", "--list").lines()).hasSize(2);
        stack.isotherm("backup");
    }

    private static void startTraffic() {
        stack.isotherm("traffic", "start", "--rate", "200");
    }

    private static void awaitCheckpoints(int more) {
        int before = powered.checkpoints("completed");
        await().atMost(PATIENCE).until(() -> powered.checkpoints("completed") >= before + more);
    }

    /** The power does not wait for a condition. */
    private static void anyMoment(Duration within) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(within.toMillis()));
    }

    private static long number(String sql) {
        return Long.parseLong(stack.query(sql).strip());
    }
}
