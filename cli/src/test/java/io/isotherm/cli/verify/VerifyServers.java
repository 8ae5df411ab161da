package io.isotherm.cli.verify;

import static org.awaitility.Awaitility.await;

import com.clickhouse.client.api.Client;
import io.isotherm.cli.Connections;
import io.isotherm.cli.settings.Secrets;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * A Postgres with an empty database {@code ecommerce} and a ClickHouse, started by the scripts of local mode on free ports
 * with their data under {@code target/}.
 */
final class VerifyServers implements AutoCloseable {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final List<Setting> PORTS = List.of(
            Setting.POSTGRES_PORT, Setting.CLICKHOUSE_HTTP_PORT, Setting.CLICKHOUSE_TCP_PORT, Setting.MINIO_PORT);

    private final List<Process> processes = new ArrayList<>();
    private final Settings settings;
    private final Connections connections;
    private Connection postgres;
    private Client clickhouse;

    private VerifyServers(Settings settings) {
        this.settings = settings;
        this.connections = new Connections(settings);
    }

    static VerifyServers start() throws IOException, SQLException {
        Path home = Files.createTempDirectory(Files.createDirectories(Path.of("target", "stacks")), "verify")
                .toAbsolutePath();
        new Secrets(home).generateMissing();
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put(Setting.ISOTHERM_HOME.name(), home.toString());
        for (Setting port : PORTS) {
            environment.put(port.name(), freePort());
        }
        VerifyServers servers = new VerifyServers(Settings.load(ROOT, environment));
        servers.launch("postgres");
        servers.launch("clickhouse");
        servers.connect();
        return servers;
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    private void launch(String service) throws IOException {
        Map<Setting, String> texts = new EnumMap<>(Setting.class);
        PORTS.forEach(port -> texts.put(port, settings.text(port)));
        texts.put(Setting.CLICKHOUSE_MEMORY, settings.text(Setting.CLICKHOUSE_MEMORY));
        texts.put(Setting.ISOTHERM_HOME, settings.home().toString());
        texts.put(Setting.ISOTHERM_CACHE, settings.cache().toString());
        ProcessBuilder builder = new ProcessBuilder(
                "bash", ROOT.resolve("local/run/" + service + ".sh").toString());
        texts.forEach((setting, text) -> builder.environment().put(setting.name(), text));
        processes.add(builder.redirectErrorStream(true)
                .redirectOutput(settings.home().resolve(service + ".log").toFile())
                .start());
    }

    private void connect() throws SQLException {
        await("Postgres, see " + settings.home())
                .atMost(READY_WITHIN)
                .ignoreExceptions()
                .until(this::postgresAnswers);
        try (Connection administration = connections.postgres("postgres");
                Statement statement = administration.createStatement()) {
            statement.execute("CREATE DATABASE ecommerce");
        }
        postgres = connections.postgres("ecommerce");
        clickhouse = connections.clickhouse();
        await("ClickHouse, see " + settings.home()).atMost(READY_WITHIN).until(() -> clickhouse.ping());
    }

    /** Leaves no connection behind: Postgres would wait for its end before it stops. */
    private boolean postgresAnswers() throws SQLException {
        try (Connection connection = connections.postgres("postgres")) {
            return connection.isValid(1);
        }
    }

    Connection postgres() {
        return postgres;
    }

    Client clickhouse() {
        return clickhouse;
    }

    void inPostgres(String sql) throws SQLException {
        try (Statement statement = postgres.createStatement()) {
            statement.execute(sql);
        }
    }

    void inClickHouse(String sql) throws IOException, InterruptedException {
        try (InputStream content = clickhouse.query(sql).get().getInputStream()) {
            content.readAllBytes();
        } catch (ExecutionException e) {
            throw new IllegalStateException(sql, e.getCause());
        }
    }

    @Override
    public void close() throws SQLException {
        postgres.close();
        clickhouse.close();
        processes.forEach(Process::destroy);
        await("the servers' end").atMost(READY_WITHIN).until(() -> processes.stream()
                .noneMatch(Process::isAlive));
    }
}
