package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.InTurn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands that are ended in the middle, or find something broken, on a stack that runs. */
@InTurn
class CommandsInTroubleITCase {
    private static final Duration SOON = Duration.ofMinutes(2);

    private static TestStack stack;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.running();
    }

    /** It reads a table that somebody has locked. */
    @Test
    void anInterruptedVerifyCanBeRepeated() throws Exception {
        Path output = stack.home().resolveSibling("interrupted-verify.log");
        try (Connection connection = stack.postgres();
                Statement lock = connection.createStatement()) {
            connection.setAutoCommit(false);
            lock.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
            Process verify = stack.command("verify", "--table", "orders")
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            await().atMost(SOON).until(CommandsInTroubleITCase::aCommandWaitsForALock);

            verify.destroy();

            assertThat(verify.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(verify.exitValue()).isEqualTo(143);
            assertThat(output).content().contains("isotherm: verify was interrupted", "  -> run it again");
        }
        stack.isotherm("verify", "--table", "orders");
    }

    /** Not the connector, which may wait for the same lock. */
    private static boolean aCommandWaitsForALock() throws SQLException {
        try (Connection connection = stack.postgres();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_stat_activity"
                        + " WHERE application_name = 'isotherm' AND wait_event_type = 'Lock'")) {
            row.next();
            return row.getInt(1) > 0;
        }
    }

    /** At once, for waiting is in vain. */
    @ParameterizedTest
    @CsvSource({
        "postgres_password, password authentication failed for user \"postgres\"",
        "clickhouse_admin_password, ClickHouse refuses the password of user admin"
    })
    void upNamesAPasswordThatIsRefused(String secret, String said) throws IOException {
        TestStack.Result up =
                whileItHolds(stack.home().resolve("secrets/" + secret), "wrong", "up", "connect", "clickhouse");

        assertThat(up.exit()).as(up.output()).isEqualTo(1);
        assertThat(up.output()).contains(said, "ISOTHERM_HOME").doesNotContain("\tat ", "was not ready after");
        stack.isotherm("up", "connect", "clickhouse");
    }

    @Test
    void whatTheSourceLacksKeepsNoOtherServiceFromStarting() throws IOException {
        Path tables = stack.tablesFile();
        TestStack.Result up = whileItHolds(tables, "sources: [", "up", "connect", "kafka-ui");

        assertThat(up.exit()).as(up.output()).isEqualTo(1);
        assertThat(up.output()).contains("isotherm: ", tables.toString(), "kafka-ui           ready after");
        assertThat(stack.pid("kafka-ui")).isPositive();
        stack.isotherm("up", "connect", "kafka-ui");
        stack.supervisor("stop", "kafka-ui");
    }

    private static TestStack.Result whileItHolds(Path file, String text, String... command) throws IOException {
        String before = Files.readString(file);
        Files.writeString(file, text);
        try {
            return stack.run(command);
        } finally {
            Files.writeString(file, before);
        }
    }
}
