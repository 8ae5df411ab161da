package io.isotherm.cli.sync;

import static io.isotherm.cli.sync.SyncServers.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.CommandProcess;
import io.isotherm.cli.CommandProcess.Result;
import io.isotherm.cli.CommandProcess.Running;
import io.isotherm.cli.settings.Setting;
import io.isotherm.job.config.TablesConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Ctrl-C in the middle of a sync and of the load of a file; SyncRulesITCase has those that are killed. */
@ResourceLock("SyncServers")
class InterruptedSyncITCase {
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);
    private static final String ENTRY = "public.rule_cut: {sync: {watermark: updated_at}}";
    private static final int ROWS = 300_000;

    @TempDir
    private static Path folder;

    @Test
    void aSyncAndALoadSayWhatIsUndoneAndCanBeRepeated() throws Exception {
        SyncServers servers = SyncServers.shared();
        servers.createTable("rule_cut", "id int PRIMARY KEY, updated_at timestamptz DEFAULT now(), note text");
        servers.servers.inPostgres(
                "INSERT INTO rule_cut (id, note) SELECT i, repeat('x', 200) FROM generate_series(1, " + ROWS + ") i");
        TablesConfig config = config(ENTRY);
        Map<Setting, String> settings = settings(servers);
        Path home = servers.servers.settings().home();
        String file = folder.resolve("rule_cut.csv").toString();

        try (CommandProcess commands = new CommandProcess(folder.resolve("work"))) {
            String[] sync = {"sync", "ecommerce", "--table", "rule_cut", "--no-metrics-update"};
            try (Connection connection = servers.servers.connections().postgres("ecommerce");
                    Statement lock = connection.createStatement()) {
                connection.setAutoCommit(false);
                lock.execute("LOCK TABLE rule_cut IN ACCESS EXCLUSIVE MODE");
                Running waiting = commands.start(home, settings, sync);
                await().atMost(STARTS_WITHIN).until(() -> servers.inPostgres("SELECT count(*) FROM pg_stat_activity"
                                + " WHERE application_name = 'isotherm' AND wait_event_type = 'Lock'")
                        .equals("1"));
                assertInterrupted(waiting, "sync was interrupted; the table it was at is not finished");
            }
            assertDone(commands.run(home, settings, sync));
            assertDone(commands.run(home, settings, "extract", "rule_cut", "--format", "csv", "--output", file));

            Running load = commands.start(home, settings, "load", file, "rule_cut");
            await().atMost(STARTS_WITHIN).until(() -> isWritten(servers, "rule_cut"));
            assertInterrupted(load, "load was interrupted; some rows of the file may be in hot");
            assertDone(commands.run(home, settings, "load", file, "rule_cut"));
        }
        servers.assertEqual(config, "rule_cut", ROWS);
    }

    private static Map<Setting, String> settings(SyncServers servers) throws Exception {
        Path tables =
                Files.writeString(folder.resolve("tables.yaml"), "sources: {ecommerce: {tables: [" + ENTRY + "]}}");
        Map<Setting, String> settings = servers.servers.ports();
        settings.put(Setting.ISOTHERM_TABLES, tables.toString());
        return settings;
    }

    private static void assertInterrupted(Running command, String said) throws Exception {
        command.interrupt();
        Result result = command.await();
        assertThat(result.exit()).as(result.output()).isEqualTo(130);
        assertThat(result.output()).contains("isotherm: " + said, "  -> run it again");
    }

    private static void assertDone(Result result) {
        assertThat(result.exit()).as(result.output()).isZero();
    }

    private static boolean isWritten(SyncServers servers, String table) throws Exception {
        return !servers.servers
                .inClickHouseWithAnswer("SELECT query FROM system.processes WHERE query LIKE 'INSERT INTO %" + table
                        + "%' AND query NOT LIKE '%system.processes%' FORMAT TSV")
                .isBlank();
    }
}
