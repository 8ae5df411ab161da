package io.isotherm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.clickhouse.client.api.Client;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.settings.Secrets;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
 * A Postgres with an empty database {@code ecommerce} and a ClickHouse, started by the scripts of local mode on free
 * ports with their data under {@code target/}.
 */
public final class LocalServers implements AutoCloseable {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final List<Setting> PORTS = List.of(
            Setting.POSTGRES_PORT, Setting.CLICKHOUSE_HTTP_PORT, Setting.CLICKHOUSE_TCP_PORT, Setting.MINIO_PORT);

    private final List<Process> processes = new ArrayList<>();
    private final Settings settings;
    private final Connections connections;
    private Connection postgres;
    private Client clickhouse;

    private LocalServers(Settings settings) {
        this.settings = settings;
        this.connections = new Connections(settings);
    }

    /**
     * @param name of the folder under {@code target/stacks}
     * @param further components that have to be installed besides the two servers
     */
    public static LocalServers start(String name, String... further)
            throws IOException, SQLException, InterruptedException {
        return start(name, Map.of(), further);
    }

    /** @param changed settings beside the ports and folders, which are the servers' own */
    public static LocalServers start(String name, Map<Setting, String> changed, String... further)
            throws IOException, SQLException, InterruptedException {
        Path home = Files.createTempDirectory(Files.createDirectories(Path.of("target", "stacks")), name)
                .toAbsolutePath();
        new Secrets(home).generateMissing();
        Map<String, String> environment = new HashMap<>(System.getenv());
        changed.forEach((setting, text) -> environment.put(setting.name(), text));
        environment.put(Setting.ISOTHERM_HOME.name(), home.toString());
        for (Setting port : PORTS) {
            environment.put(port.name(), Integer.toString(FreePorts.next()));
        }
        LocalServers servers = new LocalServers(Settings.load(ROOT, environment));
        List<String> components = new ArrayList<>(List.of("postgres", "clickhouse"));
        components.addAll(List.of(further));
        int installed = servers.script("install", "install.sh", components).waitFor();
        assertThat(installed).as("local/install.sh, see " + home).isZero();
        for (String server : List.of("postgres", "clickhouse")) {
            servers.processes.add(servers.script(server, "run/" + server + ".sh", List.of()));
        }
        servers.connect();
        return servers;
    }

    private Process script(String log, String script, List<String> arguments) throws IOException {
        Map<Setting, String> texts = ports();
        texts.put(Setting.CLICKHOUSE_MEMORY, settings.text(Setting.CLICKHOUSE_MEMORY));
        texts.put(Setting.ISOTHERM_HOME, settings.home().toString());
        texts.put(Setting.ISOTHERM_CACHE, settings.cache().toString());
        ProcessBuilder builder =
                new ProcessBuilder("bash", ROOT.resolve("local").resolve(script).toString());
        builder.command().addAll(arguments);
        texts.forEach((setting, text) -> builder.environment().put(setting.name(), text));
        return builder.redirectErrorStream(true)
                .redirectOutput(settings.home().resolve(log + ".log").toFile())
                .start();
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

    public Settings settings() {
        return settings;
    }

    /** A new map of what a command needs to find the servers. */
    public Map<Setting, String> ports() {
        Map<Setting, String> ports = new EnumMap<>(Setting.class);
        PORTS.forEach(port -> ports.put(port, settings.text(port)));
        return ports;
    }

    public Connections connections() {
        return connections;
    }

    public Connection postgres() {
        return postgres;
    }

    public Client clickhouse() {
        return clickhouse;
    }

    public void inPostgres(String sql) throws SQLException {
        try (Statement statement = postgres.createStatement()) {
            statement.execute(sql);
        }
    }

    public void inClickHouse(String sql) throws IOException, InterruptedException {
        inClickHouseWithAnswer(sql);
    }

    /** @return what the server sent, in the format that the statement asks for */
    public String inClickHouseWithAnswer(String sql) throws IOException, InterruptedException {
        try (InputStream content = clickhouse.query(sql).get().getInputStream()) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
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
