package io.isotherm.cli.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.clickhouse.client.api.Client;
import io.isotherm.cli.Connections;
import io.isotherm.cli.demo.DemoSource;
import io.isotherm.cli.demo.Seeder;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.settings.Secrets;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/**
 * A Postgres with the seeded demo and a ClickHouse with the databases of the lakehouse, on free ports with their data under
 * {@code target/}. {@link #sync} does what the pipeline does: it writes what changed to hot tables and to history.
 */
final class Lakehouse implements AutoCloseable {
    /** Replicated tables and their keys, in an order in which what rows refer to comes first. */
    static final Map<String, String> KEYS = keys();

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final List<Setting> PORTS = List.of(
            Setting.POSTGRES_PORT, Setting.CLICKHOUSE_HTTP_PORT, Setting.CLICKHOUSE_TCP_PORT, Setting.MINIO_PORT);

    private final List<Process> processes = new ArrayList<>();
    private final Settings settings;
    private final Connections connections;
    private Connection postgres;
    private Client clickhouse;

    private Lakehouse(Settings settings) {
        this.settings = settings;
        this.connections = new Connections(settings);
    }

    private static Map<String, String> keys() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("users", "user_id");
        keys.put("categories", "category_id");
        keys.put("products", "product_id");
        keys.put("orders", "order_id");
        keys.put("order_items", "order_item_id");
        keys.put("payments", "payment_id");
        keys.put("shipping", "shipping_id");
        keys.put("product_reviews", "review_id");
        return keys;
    }

    static Lakehouse start() throws Exception {
        Path home = Files.createTempDirectory(Files.createDirectories(Path.of("target", "stacks")), "sql")
                .toAbsolutePath();
        new Secrets(home).generateMissing();
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put(Setting.ISOTHERM_HOME.name(), home.toString());
        for (Setting port : PORTS) {
            environment.put(port.name(), freePort());
        }
        Lakehouse lakehouse = new Lakehouse(Settings.load(ROOT, environment));
        int installed = lakehouse
                .script("install.sh", "install", "postgres", "clickhouse", "dbt", "sqlfluff")
                .waitFor();
        assertThat(installed).as("local/install.sh, see " + home).isZero();
        lakehouse.processes.add(lakehouse.script("run/postgres.sh", "postgres"));
        lakehouse.processes.add(lakehouse.script("run/clickhouse.sh", "clickhouse"));
        lakehouse.connect();
        lakehouse.createTables();
        return lakehouse;
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    private Process script(String script, String log, String... arguments) throws IOException {
        Map<Setting, String> texts = new EnumMap<>(Setting.class);
        PORTS.forEach(port -> texts.put(port, settings.text(port)));
        texts.put(Setting.CLICKHOUSE_MEMORY, settings.text(Setting.CLICKHOUSE_MEMORY));
        texts.put(Setting.ISOTHERM_HOME, settings.home().toString());
        texts.put(Setting.ISOTHERM_CACHE, settings.cache().toString());
        ProcessBuilder builder =
                new ProcessBuilder("bash", ROOT.resolve("local").resolve(script).toString());
        builder.command().addAll(List.of(arguments));
        texts.forEach((setting, text) -> builder.environment().put(setting.name(), text));
        return builder.redirectErrorStream(true)
                .redirectOutput(settings.home().resolve(log + ".log").toFile())
                .start();
    }

    private void connect() throws SQLException {
        await("Postgres, see " + settings.home())
                .atMost(READY_WITHIN)
                .ignoreExceptions()
                .until(() -> connections.postgres("postgres").isValid(1));
        try (Connection administration = connections.postgres("postgres");
                Statement statement = administration.createStatement()) {
            statement.execute("CREATE DATABASE ecommerce");
        }
        postgres = connections.postgres("ecommerce");
        new Seeder(new DemoSource(ROOT), line -> {}).seed(postgres, 1, 1);
        clickhouse = connections.clickhouse();
        await("ClickHouse, see " + settings.home()).atMost(READY_WITHIN).until(() -> clickhouse.ping());
    }

    private void createTables() throws IOException, InterruptedException {
        try (Stream<Path> files = Files.list(ROOT.resolve("clickhouse-docker/init"))) {
            for (Path file : files.sorted().toList()) {
                runAll(Files.readString(file), Map.of());
            }
        }
        runAll(resource("hot.sql"), Map.of());
        for (Map.Entry<String, String> table : KEYS.entrySet()) {
            runAll(resource("bronze.sql"), Map.of("table", table.getKey(), "key", table.getValue()));
        }
    }

    /** Brings these tables to the present state of Postgres; every row that changed gets this version, as one commit. */
    void sync(long version, Collection<String> tables) throws IOException, InterruptedException {
        for (String table : tables) {
            String columns = query(
                            "SELECT arrayStringConcat(groupArray(name), ', ') FROM (SELECT name FROM system.columns"
                                    + " WHERE database = 'hot' AND table = 'ecommerce_" + table
                                    + "' AND NOT startsWith(name, '_') ORDER BY position)")
                    .strip();
            runAll(
                    resource("sync.sql"),
                    Map.of(
                            "table", table,
                            "key", KEYS.get(table),
                            "columns", columns,
                            "version", Long.toString(version),
                            "moment", query("SELECT now64(6)").strip(),
                            "postgres", settings.address(Setting.POSTGRES_PORT),
                            "password", connections.secrets().get(Secret.POSTGRES_PASSWORD)));
        }
    }

    private void runAll(String script, Map<String, String> values) throws IOException, InterruptedException {
        String code = String.join(
                "\n", script.lines().filter(line -> !line.startsWith("--")).toList());
        for (Map.Entry<String, String> value : values.entrySet()) {
            code = code.replace("${" + value.getKey() + "}", value.getValue());
        }
        for (String statement : code.split(";\\s*(\n|$)")) {
            if (!statement.isBlank()) {
                inClickHouse(statement);
            }
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream content = Lakehouse.class.getResourceAsStream(name)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    void inClickHouse(String sql) throws IOException, InterruptedException {
        answer(sql);
    }

    /** The rows of a query as tab-separated lines. */
    String query(String sql) throws IOException, InterruptedException {
        return answer(sql + " FORMAT TSV");
    }

    private String answer(String sql) throws IOException, InterruptedException {
        try (InputStream content = clickhouse.query(sql).get().getInputStream()) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (ExecutionException e) {
            throw new IllegalStateException(sql, e.getCause());
        }
    }

    void inPostgres(String sql) throws SQLException {
        try (Statement statement = postgres.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The rows of a query as tab-separated lines. */
    List<String> rowsInPostgres(String sql) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Statement statement = postgres.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    values.add(rows.getString(i));
                }
                lines.add(String.join("\t", values));
            }
        }
        return lines;
    }

    /** Runs dbt as {@code ./isotherm dbt} does; the answer is its exit code. */
    int dbt(String... arguments) throws IOException, InterruptedException {
        Path log = settings.home().resolve("dbt.log");
        return new DbtProject(settings)
                .process(Arrays.asList(arguments))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start()
                .waitFor();
    }

    Settings settings() {
        return settings;
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
