package io.isotherm.cli.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.LocalServers;
import io.isotherm.cli.arrival.Visibility;
import io.isotherm.cli.connection.SqlScript;
import io.isotherm.cli.verify.TableResult;
import io.isotherm.cli.verify.Verifier;
import io.isotherm.cli.verify.VerifyRequest;
import io.isotherm.job.config.TablesConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Postgres, and ClickHouse with what {@code ./isotherm up} makes in it. */
final class SyncServers {
    static final SyncRequest CHANGES = new SyncRequest(false, false, Optional.empty(), null, Duration.ZERO);
    static final SyncRequest DELETES = new SyncRequest(false, true, Optional.empty(), null, Duration.ZERO);
    static final SyncRequest FULL = new SyncRequest(true, false, Optional.empty(), null, Duration.ZERO);

    final LocalServers servers;
    private static SyncServers instance;

    private final StringWriter said = new StringWriter();

    private SyncServers(String name) throws IOException, SQLException, InterruptedException {
        servers = LocalServers.start(name);
        Path init = servers.settings().root().resolve("clickhouse-docker/init");
        try (Stream<Path> files = Files.list(init)) {
            for (Path file : files.filter(file -> file.getFileName().toString().matches("0[12].*"))
                    .sorted()
                    .toList()) {
                for (String statement : SqlScript.statements(Files.readString(file))) {
                    servers.inClickHouse(statement);
                }
            }
        }
        servers.inPostgres("CREATE PUBLICATION isotherm_ecommerce");
    }

    /** One for all test classes; it ends with the JVM. */
    static synchronized SyncServers shared() throws IOException, SQLException, InterruptedException {
        if (instance == null) {
            instance = new SyncServers("sync");
            Runtime.getRuntime().addShutdownHook(new Thread(instance::stop));
        }
        return instance;
    }

    static TablesConfig config(String... entries) {
        return TablesConfig.parse(
                "tables.yaml",
                "sources:\n  ecommerce:\n    tables:\n      - " + String.join("\n      - ", Arrays.asList(entries))
                        + "\n");
    }

    /** Makes a table that {@link #assertEqual} can compare. */
    void createTable(String name, String definition) throws SQLException {
        servers.inPostgres("CREATE TABLE " + name + " (" + definition + ")");
        servers.inPostgres("ALTER PUBLICATION isotherm_ecommerce ADD TABLE " + name);
    }

    SyncResult sync(TablesConfig config, String table, SyncRequest request) throws InterruptedException {
        return sync(config, table, request, line -> {});
    }

    /** @param heard of each line that is logged, as of a query before it is asked; the sync waits for it */
    SyncResult sync(TablesConfig config, String table, SyncRequest request, Consumer<String> heard)
            throws InterruptedException {
        PrintWriter out = new PrintWriter(said, true) {
            @Override
            public void println(String line) {
                super.println(line);
                heard.accept(line);
            }
        };
        SyncLog log = new SyncLog(out, SyncLog.Level.DEBUG);
        return new SourceSync(servers.connections(), config, "ecommerce", log)
                .run(Optional.of(table), request)
                .get(0);
    }

    String said() {
        return said.toString();
    }

    void assertEqual(TablesConfig config, String table, long rows) {
        TableResult result = new Verifier(servers.postgres(), servers.clickhouse(), Visibility.IMMEDIATE, line -> {})
                .verify(new VerifyRequest(
                        "ecommerce",
                        config,
                        Optional.of(table),
                        Optional.empty(),
                        5,
                        VerifyRequest.DEFAULT_TIMEOUT,
                        true))
                .tables()
                .get(0);
        assertThat(result.differences()).as(said()).isEmpty();
        assertThat(result.problem()).isNull();
        assertThat(result.reservations()).isEmpty();
        assertThat(result.status()).isEqualTo(TableResult.Status.EQUAL);
        assertThat(result.targetRows()).isEqualTo(rows);
    }

    List<String> inClickHouse(String sql) throws IOException, InterruptedException {
        return servers.inClickHouseWithAnswer(sql + " FORMAT TSV").lines().toList();
    }

    String inPostgres(String sql) throws SQLException {
        try (Statement statement = servers.postgres().createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private void stop() {
        try {
            servers.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
