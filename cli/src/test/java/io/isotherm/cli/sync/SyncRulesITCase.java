package io.isotherm.cli.sync;

import static io.isotherm.cli.sync.SyncServers.CHANGES;
import static io.isotherm.cli.sync.SyncServers.DELETES;
import static io.isotherm.cli.sync.SyncServers.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.CommandProcess;
import io.isotherm.cli.CommandProcess.Result;
import io.isotherm.cli.CommandProcess.Running;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Setting;
import io.isotherm.job.config.TablesConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What the command refuses, and that it may be ended at any moment. */
@ResourceLock("SyncServers")
class SyncRulesITCase {
    private static SyncServers servers;
    private static CommandProcess commands;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws Exception {
        servers = SyncServers.shared();
        commands = new CommandProcess(folder.resolve("work"));
    }

    @AfterAll
    static void stop() throws Exception {
        commands.close();
    }

    private static Map<Setting, String> settings(String yaml) throws Exception {
        Path tables = Files.writeString(Files.createTempFile(folder, "tables", ".yaml"), yaml);
        Map<Setting, String> settings = servers.servers.ports();
        settings.put(Setting.ISOTHERM_TABLES, tables.toString());
        return settings;
    }

    private static Result run(Map<Setting, String> settings, String... arguments) throws Exception {
        return commands.run(servers.servers.settings().home(), settings, arguments);
    }

    @Test
    void refusalsNameTheThingAndTheRemedy() throws Exception {
        servers.servers.inPostgres("CREATE TABLE rule_nokey (id int, updated_at timestamptz)");
        servers.servers.inPostgres("CREATE TABLE rule_types (id int PRIMARY KEY, at text, n bigint, a int[])");
        servers.servers.inPostgres("CREATE TABLE rule_plain (id int PRIMARY KEY, updated_at timestamptz)");

        assertRefused("public.rule_plain", "rule_plain", "has no 'sync' in tables.yaml", "watermark: updated_at");
        assertRefused("public.other", "rule_plain", "is not in tables.yaml", "- public.rule_plain");
        assertRefused("public.*: {sync: {watermark: u}}", "nothing", "does not exist in Postgres", "correct the name");
        assertRefused("public.*: {sync: {watermark: u}}", "rule_nokey", "has no primary key", "give it one");
        assertRefused("public.*: {sync: {watermark: up}}", "rule_plain", "has no column 'up'", "sync.watermark");
        assertRefused(
                "public.*: {exclude: [a], sync: {watermark: at}}",
                "rule_types",
                "a whole number, not text",
                "watermark");
        assertRefused(
                "public.*: {exclude: [a], sync: {watermark: n}}", "rule_types", "what the number counts", "unit: s");
        assertRefused(
                "public.*: {on_unsupported: report, sync: {watermark: n, unit: ms}}",
                "rule_types",
                "rule_types.a: type _INT4",
                "'exclude'");
    }

    @Test
    void aUniqueIndexIsTheKeyWhereTablesYamlSaysSo() throws Exception {
        String entry = "public.*: {key: [b, a], sync: {watermark: updated_at}}";
        servers.createTable("rule_unique", "a int NOT NULL, b text, v int, updated_at timestamptz DEFAULT now()");
        servers.servers.inPostgres("CREATE UNIQUE INDEX ON rule_unique (b, a)");
        // only because it is published here, to be compared
        servers.servers.inPostgres("ALTER TABLE rule_unique REPLICA IDENTITY FULL");
        assertRefused(entry, "rule_unique", "has no unique index on exactly [b, a]", "SET NOT NULL");
        servers.servers.inPostgres("ALTER TABLE rule_unique ALTER COLUMN b SET NOT NULL");
        assertRefused(
                entry.replace("[b, a]", "[a]"), "rule_unique", "no unique index on exactly [a]", "correct the key");

        servers.servers.inPostgres("INSERT INTO rule_unique VALUES (1, 'x', 1), (1, 'y', 1), (2, 'x', 1)");
        servers.sync(config(entry), "rule_unique", CHANGES);
        servers.servers.inPostgres("UPDATE rule_unique SET v = 2, updated_at = clock_timestamp() WHERE b = 'x'");
        servers.servers.inPostgres("DELETE FROM rule_unique WHERE a = 2");
        servers.sync(config(entry), "rule_unique", DELETES);
        servers.assertEqual(config(entry), "rule_unique", 2);
    }

    private static void assertRefused(String entry, String table, String message, String remedy) {
        assertThatThrownBy(() -> servers.sync(config(entry), table, CHANGES))
                .isInstanceOfSatisfying(CliException.class, e -> {
                    assertThat(e.exitCode()).isEqualTo(CliException.CANNOT_RUN);
                    assertThat(e.getMessage() + " -> " + e.remedy())
                            .contains(message)
                            .contains(remedy);
                });
    }

    @Test
    void aTableIsSyncedByOneAtATime() throws Exception {
        servers.servers.inPostgres("CREATE TABLE rule_lock (id int PRIMARY KEY, updated_at timestamptz)");
        try (Connection other = servers.servers.connections().postgres("ecommerce");
                Statement statement = other.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(hashtext('isotherm sync'), 'rule_lock'::regclass::oid::int)");
            assertRefused(
                    "public.rule_lock: {sync: {watermark: updated_at}}", "rule_lock", "another sync of", "has ended");
        }
        TablesConfig config = config("public.rule_lock: {sync: {watermark: updated_at}}");
        assertThat(servers.sync(config, "rule_lock", CHANGES).rows()).isZero();
    }

    @Test
    void anotherSyncIsWaitedForIfThatIsAsked() throws Exception {
        servers.servers.inPostgres("CREATE TABLE rule_wait (id int PRIMARY KEY, updated_at timestamptz)");
        TablesConfig config = config("public.rule_wait: {sync: {watermark: updated_at}}");
        SyncRequest patient = new SyncRequest(false, false, Optional.empty(), null, Duration.ofMinutes(5));
        CompletableFuture<SyncResult> waiting;
        try (Connection other = servers.servers.connections().postgres("ecommerce");
                Statement statement = other.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(hashtext('isotherm sync'), 'rule_wait'::regclass::oid::int)");
            waiting = CompletableFuture.supplyAsync(() -> synced(config, "rule_wait", patient));
            await().atMost(Duration.ofMinutes(2)).until(() -> isTryingToLock(statement) || waiting.isDone());
            assertThat(waiting).isNotDone();
        }
        assertThat(waiting.get(3, TimeUnit.MINUTES).rows()).isZero();
    }

    private static SyncResult synced(TablesConfig config, String table, SyncRequest request) {
        try {
            return servers.sync(config, table, request);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isTryingToLock(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT count(*) > 0 FROM pg_stat_activity"
                + " WHERE pid <> pg_backend_pid() AND query LIKE 'SELECT pg_try_advisory_lock%'")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    @Test
    void aLogThatBeganAnewIsNoticed() throws Exception {
        servers.createTable("rule_epoch", "id int PRIMARY KEY, updated_at timestamptz DEFAULT now(), note text");
        servers.servers.inPostgres("INSERT INTO rule_epoch VALUES (1, now(), 'after the restore')");
        TablesConfig config = config("public.rule_epoch: {sync: {watermark: updated_at}}");
        servers.servers.inPostgres("CREATE TABLE rule_epoch_before (id int)");
        servers.sync(config, "rule_epoch", CHANGES);
        servers.servers.inClickHouse("INSERT INTO hot.ecommerce_rule_epoch (id, note, _version, _is_deleted)"
                + " VALUES (1, 'before', bitShiftLeft(toUInt128(1), 110), 0)");

        assertRefused(
                "public.rule_epoch: {sync: {watermark: updated_at}}", "rule_epoch", "it was restored", "--epoch 1");

        servers.sync(config, "rule_epoch", new SyncRequest(true, false, Optional.empty(), 1, Duration.ZERO));
        servers.assertEqual(config, "rule_epoch", 1);
    }

    @Test
    void theCommandsExitCodesSayWhatBecameOfIt() throws Exception {
        servers.servers.inPostgres(
                "CREATE TABLE rule_exit (id int PRIMARY KEY, day date, updated_at timestamptz DEFAULT now())");
        servers.servers.inPostgres("INSERT INTO rule_exit VALUES (1, '2026-01-01')");
        Map<Setting, String> settings = settings(
                "sources: {ecommerce: {tables: [public.rule_exit: {sync: {watermark: updated_at}}, public.*]}}");

        assertThat(run(settings, "sync", "ecommerce", "--no-metrics-update", "--run-once", "--json"))
                .satisfies(result -> {
                    assertThat(result.exit()).as(result.output()).isZero();
                    assertThat(result.output())
                            .contains("ecommerce.public.rule_exit: full, 1 rows")
                            .contains("[{\"table\":\"ecommerce.public.rule_exit\",\"rows\":1,\"deleted\":0,"
                                    + "\"refused\":0,\"reason\":null}]");
                });
        servers.servers.inPostgres("INSERT INTO rule_exit VALUES (2, 'infinity')");
        assertThat(run(settings, "sync", "ecommerce", "--no-metrics-update")).satisfies(result -> {
            assertThat(result.exit()).as(result.output()).isEqualTo(1);
            assertThat(result.output()).contains("1 refused").contains("the next run reads these rows again");
        });
        assertThat(run(settings, "sync", "nothing").exit()).isEqualTo(2);
        assertThat(run(settings, "sync", "ecommerce", "--no-metrics-update", "--full-refresh", "--since", "2026-01-01")
                        .exit())
                .isEqualTo(2);
        assertThat(run(settings, "sync", "ecommerce", "--no-metrics-update", "--since", "yesterday"))
                .satisfies(result -> {
                    assertThat(result.exit()).isEqualTo(2);
                    assertThat(result.output()).contains("'yesterday' is neither a day");
                });
        settings.remove(Setting.POSTGRES_PORT);
        assertThat(run(settings, "sync", "ecommerce", "--no-metrics-update")).satisfies(result -> {
            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.output()).contains("cannot connect to").contains("./isotherm status");
        });
    }

    /** Killed at random moments, while rows change, are added and are deleted; then repeated. */
    @Test
    void aSyncThatIsKilledIsRepeatedAndSkipsNothing() throws Exception {
        servers.createTable("rule_kill", "id int PRIMARY KEY, updated_at timestamptz DEFAULT now(), note text");
        servers.servers.inPostgres("CREATE INDEX ON rule_kill (updated_at)");
        servers.servers.inPostgres(
                "INSERT INTO rule_kill (id, note) SELECT i, repeat('x', 200) FROM generate_series(1, 600000) i");
        String entry = "public.rule_kill: {sync: {watermark: updated_at}}";
        Map<Setting, String> settings = settings("sources: {ecommerce: {tables: [" + entry + "]}}");
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> traffic = CompletableFuture.runAsync(() -> change(done));
        Random random = new Random(16);
        int killed = 0;
        for (int i = 0; i < 6; i++) {
            Running sync = commands.start(
                    servers.servers.settings().home(),
                    settings,
                    "sync",
                    "--no-metrics-update",
                    "ecommerce",
                    i % 2 == 0 ? "--deletes" : "--full-refresh");
            TimeUnit.MILLISECONDS.sleep(1_500 + random.nextInt(4_000));
            sync.kill();
            killed += sync.await().exit() == 0 ? 0 : 1;
        }
        done.set(true);
        traffic.join();
        assertThat(killed).isPositive();

        TablesConfig config = config(entry);
        servers.sync(config, "rule_kill", SyncServers.DELETES);

        servers.assertEqual(config, "rule_kill", Long.parseLong(servers.inPostgres("SELECT count(*) FROM rule_kill")));
        assertThat(servers.sync(config, "rule_kill", CHANGES).rows()).isZero();
    }

    private static void change(AtomicBoolean done) {
        Random random = new Random(4);
        try (Connection connection = servers.servers.connections().postgres("ecommerce");
                Statement statement = connection.createStatement()) {
            for (int i = 0; !done.get(); i++) {
                int id = 1 + random.nextInt(600_000);
                statement.execute(
                        "UPDATE rule_kill SET note = 'change " + i + "', updated_at = now() WHERE id = " + id);
                statement.execute("DELETE FROM rule_kill WHERE id = " + (id / 2));
                statement.execute("INSERT INTO rule_kill (id, note) VALUES (" + (600_001 + i) + ", 'new')");
                TimeUnit.MILLISECONDS.sleep(2);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
