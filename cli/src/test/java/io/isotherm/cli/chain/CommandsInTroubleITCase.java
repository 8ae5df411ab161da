package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.InTurn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands that are ended in the middle, or find something broken, on a stack that runs. */
@InTurn
class CommandsInTroubleITCase {
    private static final Duration SOON = Duration.ofMinutes(2);

    private static TestStack stack;
    private static StackProcesses processes;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.running();
        processes = new StackProcesses(stack);
    }

    /** It reads a table that somebody has locked. */
    @Test
    void anInterruptedVerifyCanBeRepeated() throws Exception {
        try (Connection connection = stack.postgres();
                Statement lock = connection.createStatement()) {
            connection.setAutoCommit(false);
            lock.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
            Process verify = processes.begin("verify", "--table", "orders");
            await().atMost(SOON).until(processes::aCommandWaitsForALock);

            processes.interrupt(verify, "isotherm: verify was interrupted", "  -> run it again");
        }
        stack.isotherm("verify", "--table", "orders");
    }

    /** Its start waits for the first change, and its stop for the end of the last one. */
    @Test
    void anInterruptedStartAndStopOfTheTrafficCanBeRepeated() throws Exception {
        try (Connection connection = stack.postgres();
                Statement lock = connection.createStatement()) {
            connection.setAutoCommit(false);
            lock.execute("LOCK TABLE users, categories, products, orders, order_items, payments, shipping,"
                    + " product_reviews IN ACCESS EXCLUSIVE MODE");
            Process start = processes.begin("traffic", "start", "--rate", "50");
            await().atMost(SOON).until(processes::aCommandWaitsForALock);

            processes.interrupt(
                    start, "isotherm: traffic start was interrupted; the traffic may run", "./isotherm traffic status");
        }
        StackCommands.Result again = stack.run("traffic", "start", "--rate", "50");
        assertThat(again.exit()).as(again.output()).isEqualTo(1);
        assertThat(again.output()).contains("the traffic is running already", "./isotherm traffic stop");

        ProcessHandle traffic = processes.traffic().orElseThrow();
        StackProcesses.whileFrozen(traffic, () -> {
            Process stop = processes.begin("traffic", "stop");
            await().atMost(SOON).until(() -> StackProcesses.isToldToEnd(traffic));
            processes.interrupt(
                    stop, "isotherm: traffic stop was interrupted; the traffic may still run", "  -> run it again");
            return stop;
        });
        stack.isotherm("traffic", "stop");
        assertThat(processes.traffic()).isEmpty();
        assertThat(stack.isotherm("traffic", "status")).contains("stopped (ecommerce)");
        stack.assertEqual();
    }

    /** At once, for waiting is in vain. */
    @ParameterizedTest
    @CsvSource({
        "postgres_password, password authentication failed for user \"postgres\"",
        "clickhouse_admin_password, ClickHouse refuses the password of user admin"
    })
    void upNamesAPasswordThatIsRefused(String secret, String said) throws IOException {
        StackCommands.Result up =
                whileItHolds(stack.home().resolve("secrets/" + secret), "wrong", "up", "connect", "clickhouse");

        assertThat(up.exit()).as(up.output()).isEqualTo(1);
        assertThat(up.output()).contains(said, "ISOTHERM_HOME").doesNotContain("\tat ", "was not ready after");
        stack.isotherm("up", "connect", "clickhouse");
    }

    @Test
    void whatTheSourceLacksKeepsNoOtherServiceFromStarting() throws IOException {
        Path tables = stack.tables().path();
        StackCommands.Result up = whileItHolds(tables, "sources: [", "up", "connect", "kafka-ui");

        assertThat(up.exit()).as(up.output()).isEqualTo(1);
        assertThat(up.output()).contains("isotherm: ", tables.toString(), "kafka-ui           ready after");
        assertThat(stack.pid("kafka-ui")).isPositive();
        stack.isotherm("up", "connect", "kafka-ui");
        stack.supervisor("stop", "kafka-ui");
    }

    @Test
    void rightsThatTheReplicatingRoleHasLostAreNamedAndGivenBack() throws Exception {
        stack.execute("REVOKE SELECT ON products FROM debezium", "ALTER ROLE debezium NOREPLICATION");

        StackCommands.Result doctor = stack.run("doctor");

        assertThat(doctor.exit()).as(doctor.output()).isEqualTo(1);
        assertThat(doctor.output())
                .contains("debezium may not read [public.products]", "-> run ./isotherm apply")
                .contains("may not log in or replicate", "-> ALTER ROLE debezium LOGIN REPLICATION");
        stack.execute("ALTER ROLE debezium LOGIN REPLICATION");
        stack.isotherm("apply");
        assertThat(stack.run("doctor").output()).doesNotContain("debezium may not", "may not log in");
    }

    private static StackCommands.Result whileItHolds(Path file, String text, String... command) throws IOException {
        String before = Files.readString(file);
        Files.writeString(file, text);
        try {
            return stack.run(command);
        } finally {
            Files.writeString(file, before);
        }
    }
}
