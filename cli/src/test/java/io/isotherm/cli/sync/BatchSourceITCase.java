package io.isotherm.cli.sync;

import static io.isotherm.cli.sync.SyncServers.CHANGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.isotherm.cli.CommandProcess;
import io.isotherm.cli.applied.AppliedTables;
import io.isotherm.cli.arrival.Visibility;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.LaunchMode;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.source.PostgresSource;
import io.isotherm.cli.source.ReplicationSetup;
import io.isotherm.cli.source.SourceServer;
import io.isotherm.cli.stack.Finding;
import io.isotherm.cli.stack.ServiceEndpoints;
import io.isotherm.cli.stack.SharedFolder;
import io.isotherm.cli.verify.TableResult;
import io.isotherm.cli.verify.Verifier;
import io.isotherm.cli.verify.VerifyRequest;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A batch source on a server of its own: read as a user that may read and nothing else, without a publication. */
@ResourceLock("SyncServers")
class BatchSourceITCase {
    private static SyncServers servers;

    @BeforeAll
    static void start() throws Exception {
        servers = SyncServers.shared();
        servers.servers.inPostgres("CREATE DATABASE elsewhere");
        servers.servers.inPostgres("CREATE ROLE plain_reader LOGIN PASSWORD 'read only'");
        inElsewhere(
                "CREATE TABLE readings (id int PRIMARY KEY, value numeric(9,2), secret text,"
                        + " twice numeric GENERATED ALWAYS AS (value * 2) STORED, updated_at timestamptz DEFAULT now())",
                "CREATE TABLE unsynced (id int PRIMARY KEY)",
                "INSERT INTO readings SELECT i, i / 10.0, 's' FROM generate_series(1, 1000) i",
                "GRANT SELECT ON readings TO plain_reader");
    }

    private static void inElsewhere(String... statements) throws Exception {
        try (Connection connection = servers.servers.connections().postgres("elsewhere");
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private static TablesConfig config(String tls) {
        return TablesConfig.parse(
                "tables.yaml", """
                sources:
                  remote:
                    mode: batch
                    server: {host: 127.0.0.1, port: %s, database: elsewhere, user: plain_reader, tls: %s}
                    tables:
                      - public.readings: {exclude: [secret], sync: {watermark: updated_at}}
                      - public.*
                """.formatted(servers.servers.settings().text(Setting.POSTGRES_PORT), tls));
    }

    private static void assertRefused(String tls, String message, String remedy) {
        assertThatThrownBy(() -> sync(config(tls)))
                .asInstanceOf(type(CliException.class))
                .satisfies(e -> {
                    assertThat(e.exitCode()).isEqualTo(CliException.CANNOT_RUN);
                    assertThat(e.getMessage()).contains(message);
                    assertThat(e.remedy()).contains(remedy);
                });
    }

    private static List<SyncResult> sync(TablesConfig config) throws InterruptedException {
        SyncLog log = new SyncLog(new PrintWriter(new StringWriter()), SyncLog.Level.DEBUG);
        return new SourceSync(servers.servers.connections(), config, "remote", log).run(Optional.empty(), CHANGES);
    }

    private static SyncedUntil syncedUntil(TablesConfig config) {
        return new SyncedUntil(servers.servers.connections(), config, "remote");
    }

    private static List<Finding> findings(TablesConfig config) {
        return new BatchChecks(servers.servers.connections(), config, "remote").check();
    }

    private static ReplicationSetup replication() {
        return new ReplicationSetup(
                servers.servers.connections(),
                ServiceEndpoints.local(servers.servers.settings()),
                new PrintWriter(new StringWriter()));
    }

    private static List<Finding> findingsInContainers(TablesConfig config) {
        Settings settings = servers.servers.settings();
        LaunchMode before = settings.launchMode();
        settings.rememberLaunchMode(LaunchMode.DOCKER);
        try {
            return findings(config);
        } finally {
            settings.rememberLaunchMode(before);
        }
    }

    @Test
    void isReadComparedAndToldOf() throws Exception {
        TablesConfig config = config("disable");
        assertRefused("disable", "there is no password for source remote", "source_remote_password");
        Path password = servers.servers.connections().secrets().folder().resolve("source_remote_password");
        Files.writeString(password, "wrong\n");
        assertRefused("disable", "as plain_reader, tls disable: ", password.toString());
        Files.writeString(password, "read only\n");
        assertRefused("require", "tls require: The server does not support SSL", "sources.remote.server");
        assertRefused("disable", "does not see transactions of others", "GRANT pg_read_all_stats");
        assertThat(findings(config)).anySatisfy(finding -> {
            assertThat(finding.level()).isEqualTo(Finding.Level.FAIL);
            assertThat(finding.detail()).contains("pg_read_all_stats");
        });

        inElsewhere("GRANT pg_read_all_stats TO plain_reader");
        TableId readings = new TableId("remote", "public", "readings");
        assertThat(syncedUntil(config).moments()).containsOnly(Map.entry(readings, Optional.empty()));
        assertThatThrownBy(() -> syncedUntil(config).moment()).hasMessageContaining("was not synced yet");

        Instant before = Instant.now();
        assertThat(sync(config)).containsExactly(new SyncResult(readings, 1000, 0, 0, null));
        Instant after = Instant.now();

        Instant moment = syncedUntil(config).moment();
        assertThat(moment).isBetween(before, after);
        assertThat(findings(config))
                .allSatisfy(finding ->
                        assertThat(finding.level()).as(finding.toString()).isEqualTo(Finding.Level.OK));
        assertEqual(config);
        assertThat(replication().troubles(config).isEmpty()).isTrue();
        assertThat(findingsInContainers(config)).anySatisfy(finding -> {
            assertThat(finding.level()).isEqualTo(Finding.Level.WARN);
            assertThat(finding.detail()).contains("have no Java");
            assertThat(finding.remedy()).contains("./isotherm sync remote --interval");
        });

        inElsewhere("UPDATE readings SET value = 7, updated_at = now() WHERE id = 500");
        assertThat(sync(config).get(0).rows()).isEqualTo(1);
        assertThat(sync(config).get(0).rows()).isZero();
        assertThat(syncedUntil(config).moment()).isAfter(moment);
        assertEqual(config);
    }

    @Test
    void aDayIsArchivedOnceASyncBeganAfterItsEnd(@TempDir Path folder) throws Exception {
        inElsewhere(
                "CREATE TABLE closed (id int PRIMARY KEY, updated_at timestamptz DEFAULT now())",
                "INSERT INTO closed VALUES (1)");
        String yaml = """
                sources:
                  elsewhere: {mode: batch, tables: [public.closed: {sync: {watermark: updated_at}}]}
                """;
        TablesConfig config = TablesConfig.parse("tables.yaml", yaml);
        Settings settings = servers.servers.settings();
        new PostgresSource(servers.servers.connections(), "elsewhere").createDatabaseAndRoles();
        new AppliedTables(new SharedFolder(settings.home().resolve("run"), "not read here"))
                .write(
                        yaml,
                        database ->
                                Optional.of(new SyncedUntil(servers.servers.connections(), config, database).tables()));
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        try (CommandProcess commands = new CommandProcess(folder)) {
            CommandProcess.Result never = archive(commands, yaml, today.minusDays(1));
            assertThat(never.exit()).as(never.output()).isEqualTo(1);
            assertThat(never.output()).contains("elsewhere.public.closed was not synced yet");

            SyncLog log = new SyncLog(new PrintWriter(new StringWriter()), SyncLog.Level.DEBUG);
            new SourceSync(servers.servers.connections(), config, "elsewhere", log).run(Optional.empty(), CHANGES);
            CommandProcess.Result done = archive(commands, yaml, today.minusDays(1));
            assertThat(done.exit()).as(done.output()).isZero();
            CommandProcess.Result early = archive(commands, yaml, today);
            assertThat(early.exit()).as(early.output()).isEqualTo(1);
            assertThat(early.output())
                    .contains("elsewhere is in ClickHouse as of", "./isotherm sync elsewhere --deletes");
        }
    }

    private static CommandProcess.Result archive(CommandProcess commands, String yaml, LocalDate day) throws Exception {
        Settings settings = servers.servers.settings();
        Map<Setting, String> given = new HashMap<>();
        for (Setting port : new Setting[] {
            Setting.POSTGRES_PORT, Setting.CLICKHOUSE_HTTP_PORT, Setting.CLICKHOUSE_TCP_PORT, Setting.MINIO_PORT
        }) {
            given.put(port, settings.text(port));
        }
        Path tables = Files.writeString(settings.home().resolve("batch.yaml"), yaml);
        given.put(Setting.ISOTHERM_TABLES, tables.toString());
        return commands.run(settings.home(), given, "archive", "--day", day.toString());
    }

    @Test
    void theDailyRunMayReadWhatLeavesABatchSourceOfTheStack() throws Exception {
        inElsewhere(
                "CREATE TABLE granted (id int PRIMARY KEY, secret text, updated_at timestamptz)",
                "CREATE TABLE other (id int PRIMARY KEY)");
        PostgresSource source = new PostgresSource(servers.servers.connections(), "elsewhere");
        source.createDatabaseAndRoles();
        TablesConfig config = TablesConfig.parse("tables.yaml", """
                sources:
                  elsewhere:
                    mode: batch
                    tables:
                      - public.granted: {exclude: [secret], sync: {watermark: updated_at}}
                      - public.*
                """);

        source.grantBatch(config);
        source.grantBatch(config);

        assertThat(auditorReads("granted", "id")).isTrue();
        assertThat(auditorReads("granted", "secret")).isFalse();
        assertThat(auditorReads("other", "id")).isFalse();
    }

    private static boolean auditorReads(String table, String column) throws Exception {
        try (Connection connection = servers.servers.connections().postgres("elsewhere");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT has_column_privilege('auditor', '" + table + "', '" + column + "', 'SELECT')")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static void assertEqual(TablesConfig config) throws Exception {
        try (Connection source = new SourceServer(servers.servers.connections(), config, "remote").open()) {
            List<TableResult> results = new Verifier(
                            source, servers.servers.clickhouse(), Visibility.IMMEDIATE, line -> {})
                    .verify(new VerifyRequest(
                            "remote",
                            config,
                            Optional.empty(),
                            Optional.empty(),
                            5,
                            VerifyRequest.DEFAULT_TIMEOUT,
                            true))
                    .tables();
            assertThat(results).hasSize(1);
            assertThat(results.get(0).status()).isEqualTo(TableResult.Status.EQUAL);
            assertThat(results.get(0).targetRows()).isEqualTo(1000);
        }
    }
}
