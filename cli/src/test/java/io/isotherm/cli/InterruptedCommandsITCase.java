package io.isotherm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.CommandProcess.Result;
import io.isotherm.cli.CommandProcess.Running;
import io.isotherm.cli.settings.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Ctrl-C in the middle of commands that need two servers only: they say what is undone, leave nothing behind, and may
 * be repeated.
 */
class InterruptedCommandsITCase {
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);

    private static final String WAITING =
            " FROM pg_stat_activity WHERE application_name = 'isotherm' AND wait_event_type = 'Lock'";

    @TempDir
    private static Path folder;

    private static LocalServers servers;
    private static CommandProcess commands;
    private static Map<Setting, String> ports;

    @BeforeAll
    static void start() throws Exception {
        servers = LocalServers.start("interrupted", "dbt", "airflow");
        commands = new CommandProcess(folder.resolve("work"));
        ports = servers.ports();
        servers.inClickHouse("CREATE DATABASE gold");
        servers.inClickHouse("CREATE VIEW gold.endless AS SELECT number FROM numbers(1000000000000)");
        servers.inClickHouse("CREATE VIEW gold.daily_campaign_performance AS SELECT 1 AS impressions, 1 AS clicks,"
                + " number AS spend_amount, 1 AS campaign_id FROM gold.endless");
    }

    @AfterAll
    static void stop() throws Exception {
        commands.close();
        servers.close();
    }

    /** It looks for Kafka for a while, and has asked Postgres before. */
    @Test
    void anInterruptedWaitSaysWhatIsOpen() throws Exception {
        Running waiting = run("wait");
        await().atMost(STARTS_WITHIN)
                .until(() -> number("SELECT count(*) FROM pg_stat_activity"
                                + " WHERE application_name = 'isotherm' AND pid <> pg_backend_pid()")
                        > 0);

        waiting.interrupt();

        Result result = waiting.await();
        assertThat(result.exit()).as(result.output()).isEqualTo(130);
        assertThat(result.output()).contains("isotherm: wait was interrupted", "  -> ");
    }

    @Test
    void anInterruptedExportLeavesNoHalfFile() throws Exception {
        Running export = run("export", "gold.endless");
        await().atMost(STARTS_WITHIN).until(() -> commands.filesLeft().contains("gold.endless.csv.part"));
        await().atMost(STARTS_WITHIN).until(() -> export.output().contains("so far"));

        export.interrupt();

        Result result = export.await();
        assertThat(result.exit()).isEqualTo(130);
        assertThat(result.output()).contains("isotherm: export was interrupted; no file was written", "  -> ");
        assertThat(commands.filesLeft()).isEmpty();
    }

    @Test
    void anInterruptedSeedTrafficExtractOrResetCanBeRepeated() throws Exception {
        Running seed = run("seed", "--scale", "50");
        await().atMost(STARTS_WITHIN).until(() -> seedIsAtWork());
        seed.interrupt();
        assertThat(seed.await().exit()).isEqualTo(130);

        Result again = run("seed", "--scale", "1").await();
        assertThat(again.exit()).as(again.output()).isZero();
        assertThat(number("SELECT count(*) FROM users")).isEqualTo(2000);
        assertThat(number("SELECT count(*) FROM orders")).isPositive();

        Running traffic = run("traffic", "run", "--rate", "50");
        await().atMost(STARTS_WITHIN).until(() -> traffic.output().contains("changes per second"));
        traffic.interrupt();
        assertThat(traffic.await().exit()).isEqualTo(130);

        Result second = run("traffic", "run", "--rate", "50", "--duration", "1").await();
        assertThat(second.exit()).as(second.output()).isZero();

        try (Connection connection = servers.connections().postgres("ecommerce");
                Statement lock = connection.createStatement()) {
            connection.setAutoCommit(false);
            lock.execute("LOCK TABLE orders");
            assertInterrupted("no row was deleted", "demo", "reset", "ecommerce", "--yes");
            assertInterrupted("no file was written", "extract", "orders");
        }
        assertThat(number("SELECT count(*) FROM orders")).isPositive();
        assertThat(commands.filesLeft()).isEmpty();
    }

    /** One that waits for a lock. */
    private static void assertInterrupted(String undone, String... command) throws Exception {
        Running running = run(command);
        await().atMost(STARTS_WITHIN).until(() -> number("SELECT count(*)" + WAITING) > 0);

        running.interrupt();

        Result result = running.await();
        assertThat(result.exit()).as(result.output()).isEqualTo(130);
        assertThat(result.output()).contains(undone, "  -> ");
        // Postgres notices only later that nobody waits for its answer
        await().atMost(STARTS_WITHIN).until(() -> number("SELECT count(pg_terminate_backend(pid))" + WAITING) == 0);
    }

    /** The server is to end it as well: it took a processor until a query's longest time. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reader | not all rows were written | query overall_summary",
                "transformer | some models may be as they were before"
                        + " | dbt show --inline SELECT_sum(number)_FROM_gold.endless",
            })
    void anInterruptedQueryEndsOnTheServer(String user, String undone, String call) throws Exception {
        Running query = run(List.of(call.split(" ")).stream()
                .map(word -> word.startsWith("SELECT") ? word.replace('_', ' ') : word)
                .toArray(String[]::new));
        await().atMost(STARTS_WITHIN).until(() -> queriesOf(user) > 0);
        List<ProcessHandle> programs = query.programs();

        query.interrupt();

        Result result = query.await();
        assertThat(result.exit()).as(result.output()).isEqualTo(130);
        assertThat(result.output()).contains(" was interrupted; " + undone, "  -> ");
        await().atMost(STARTS_WITHIN).until(() -> programs.stream().noneMatch(ProcessHandle::isAlive));
        await().atMost(STARTS_WITHIN).until(() -> queriesOf(user) == 0);
    }

    private static int queriesOf(String user) throws Exception {
        return Integer.parseInt(servers.inClickHouseWithAnswer(
                        "SELECT count() FROM system.processes WHERE user = '" + user + "' FORMAT TSV")
                .strip());
    }

    /** Here while it generates the pages; that it serves them ends in the same way. */
    @Test
    void interruptedDocsLeaveNoProgramBehind() throws Exception {
        Running docs = run("docs");
        await().atMost(STARTS_WITHIN).until(() -> docs.programs().stream().anyMatch(InterruptedCommandsITCase::isDbt));
        List<ProcessHandle> programs = docs.programs();

        docs.interrupt();

        assertThat(docs.await().exit()).isEqualTo(130);
        await().atMost(STARTS_WITHIN).until(() -> programs.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** Here while it looks for a database that it has no user of. */
    @Test
    void anInterruptedCommandOfAirflowEndsWithIt() throws Exception {
        Path home = servers.settings().home();
        Files.createFile(Files.createDirectories(home.resolve("data/airflow")).resolve("database-begun"));
        Running check = run("airflow", "db", "check", "--retry", "1000", "--retry-delay", "1");
        await().atMost(STARTS_WITHIN).until(() -> check.programs().stream()
                .anyMatch(program -> program.info().commandLine().orElse("").contains("venv-airflow")));
        List<ProcessHandle> programs = check.programs();

        check.interrupt();

        assertThat(check.await().exit()).isEqualTo(130);
        await().atMost(STARTS_WITHIN).until(() -> programs.stream().noneMatch(ProcessHandle::isAlive));
    }

    private static boolean isDbt(ProcessHandle program) {
        return program.info().commandLine().orElse("").contains("venv-dbt");
    }

    @Test
    void whatACommandRunsEndsWithIt() throws Exception {
        Path log = servers.settings().logFolder().resolve("kafka.log");
        Files.createDirectories(log.getParent());
        Files.writeString(log, "a line");
        Running logs = run("logs", "kafka", "-f");
        await().atMost(STARTS_WITHIN).until(() -> logs.output().contains("a line"));
        List<ProcessHandle> programs = logs.programs();

        logs.terminate();

        assertThat(logs.await().exit()).isEqualTo(143);
        assertThat(programs).isNotEmpty().noneMatch(ProcessHandle::isAlive);
    }

    private static Running run(String... arguments) throws Exception {
        return commands.start(servers.settings().home(), ports, arguments);
    }

    private static boolean seedIsAtWork() throws SQLException {
        return number("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'isotherm'"
                        + " AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()")
                > 0;
    }

    private static long number(String sql) throws SQLException {
        try (Statement statement = servers.postgres().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
