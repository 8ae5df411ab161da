package io.isotherm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.CommandProcess.Result;
import io.isotherm.cli.CommandProcess.Running;
import io.isotherm.cli.applied.AppliedTables;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.settings.Secrets;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.stack.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands whose server refuses the password, and commands that are interrupted in the middle. */
class CommandFaultsITCase {
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
        servers = LocalServers.start("faults");
        commands = new CommandProcess(folder.resolve("work"));
        ports = Map.of(
                Setting.POSTGRES_PORT, servers.settings().text(Setting.POSTGRES_PORT),
                Setting.CLICKHOUSE_HTTP_PORT, servers.settings().text(Setting.CLICKHOUSE_HTTP_PORT));
        servers.inClickHouse("CREATE DATABASE gold");
        servers.inClickHouse("CREATE VIEW gold.endless AS SELECT number FROM numbers(1000000000000)");
    }

    @AfterAll
    static void stop() throws Exception {
        commands.close();
        servers.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sql SELECT",
                "sql --on postgres SELECT",
                "export gold.endless",
                "seed",
                "wait",
                "verify",
                "docs",
                "dbt build",
                "traffic run --rate 1",
                "archive --day 2026-01-31",
                "backup",
                "restore 2026-01-31T04-00-00Z",
                "status --metrics",
                "resync orders",
                "apply",
                "apply --no-wait",
                "watch --once",
                "query overall_summary",
                "sync ecommerce",
                "extract orders",
                "demo stats",
                "demo reset ecommerce --yes"
            })
    void aWrongPasswordIsNamed(String call) throws Exception {
        assertRefused(commands.run(homeOfAStranger(), ports, call.split(" ")));
    }

    @Test
    void aWrongPasswordIsNamedBeforeAFileIsLoaded() throws Exception {
        Path file = Files.createFile(folder.resolve("orders.parquet"));

        assertRefused(commands.run(homeOfAStranger(), ports, "load", file.toString(), "orders"));
    }

    private static Path homeOfAStranger() {
        Path home = folder.resolve("stranger");
        new Secrets(home).generateMissing();
        // archive asks for what was applied before it asks a server
        new AppliedTables(new SharedFolder(
                        home.resolve("run"), home.resolve("run").toString()))
                .write("sources: {shop: {tables: [public.orders]}}", database -> Optional.empty());
        return home;
    }

    @Test
    void aWrongPasswordOfClickHouseAloneIsNamed() throws Exception {
        Path home = folder.resolve("half-a-stranger");
        new Secrets(home).generateMissing();
        Files.copy(
                servers.connections().secrets().file(Secret.POSTGRES_PASSWORD),
                new Secrets(home).file(Secret.POSTGRES_PASSWORD),
                StandardCopyOption.REPLACE_EXISTING);

        assertRefused(commands.run(home, ports, "status", "--tables"));
    }

    @Test
    void nothingIsRestoredBehindAJobThatGoesOn() throws Exception {
        Path home = folder.resolve("stopped");
        new Secrets(home).generateMissing();
        Files.writeString(Files.createDirectories(home.resolve("run")).resolve("job.savepoint"), "file:/a-savepoint");

        Result result = commands.run(home, ports, "restore", "2026-01-31T04-00-00Z");

        assertThat(result.exit()).as(result.output()).isEqualTo(2);
        assertThat(result.output()).contains("the job is to go on where it ended", "./isotherm job cancel");
    }

    /** The remedy is not to look into logs or to correct the query. */
    private static void assertRefused(Result result) throws IOException {
        assertThat(result.exit()).as(result.output()).isEqualTo(2);
        assertThat(result.output())
                .containsIgnoringCase("password")
                .contains("isotherm: ")
                .containsPattern("  -> .*secrets.*ISOTHERM_HOME")
                .doesNotContain("\tat ", "correct the query", "Exception: ");
        assertThat(commands.filesLeft()).isEmpty();
    }

    @Test
    void statusSaysThatTheDatabasesAreNotThereYet() throws Exception {
        Result result = run("status", "--tables").await();

        assertThat(result.exit()).as(result.output()).isEqualTo(2);
        assertThat(result.output())
                .contains("not set up yet", "  -> ./isotherm up")
                .doesNotContain("query response");
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
        return commands.start(
                servers.settings().home(), ports, Stream.of(arguments).toArray(String[]::new));
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
