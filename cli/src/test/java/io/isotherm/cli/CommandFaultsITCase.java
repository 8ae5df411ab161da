package io.isotherm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.CommandProcess.Result;
import io.isotherm.cli.applied.AppliedTables;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.settings.Secrets;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.stack.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands whose server refuses the password, or is not set up yet. */
class CommandFaultsITCase {
    @TempDir
    private static Path folder;

    private static LocalServers servers;
    private static CommandProcess commands;
    private static Map<Setting, String> ports;

    @BeforeAll
    static void start() throws Exception {
        servers = LocalServers.start("faults");
        commands = new CommandProcess(folder.resolve("work"));
        ports = servers.ports();
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
        Result result = commands.run(servers.settings().home(), ports, "status", "--tables");

        assertThat(result.exit()).as(result.output()).isEqualTo(2);
        assertThat(result.output())
                .contains("not set up yet", "  -> ./isotherm up")
                .doesNotContain("query response");
    }
}
