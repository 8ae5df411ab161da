package io.isotherm.cli.sql;

import io.isotherm.cli.ClickHouseHttp;
import io.isotherm.cli.LocalServers;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import io.isotherm.demo.DemoSource;
import io.isotherm.demo.Seeder;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Postgres with the seeded demo and a ClickHouse with the databases of the lakehouse, on free ports with their data under
 * {@code target/}. {@link #sync} does what the pipeline does: it writes what changed to hot tables and to history.
 */
final class Lakehouse implements AutoCloseable {
    /** Replicated tables and their keys, in an order in which what rows refer to comes first. */
    static final Map<String, String> KEYS = keys();

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private final LocalServers servers;

    private Lakehouse(LocalServers servers) {
        this.servers = servers;
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
        Lakehouse lakehouse = new Lakehouse(LocalServers.start("sql", "dbt", "sqlfluff"));
        new Seeder(DemoSource.of(ROOT, "ecommerce"), line -> {}).seed(lakehouse.servers.postgres(), 1, 1);
        lakehouse.createTables();
        return lakehouse;
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
                            "postgres", settings().address(Setting.POSTGRES_PORT),
                            "password", servers.connections().secrets().get(Secret.POSTGRES_PASSWORD)));
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
        servers.inClickHouse(sql);
    }

    /** The rows of a query as tab-separated lines. */
    String query(String sql) throws IOException, InterruptedException {
        return servers.inClickHouseWithAnswer(sql + " FORMAT TSV");
    }

    /** The answer to a reader, as tab-separated lines; an error is in it too. */
    String queryAsReader(String sql) throws InterruptedException {
        return new ClickHouseHttp(servers.connections(), "reader", Secret.CLICKHOUSE_READER_PASSWORD)
                .send(sql, "", HttpResponse.BodyHandlers.ofString())
                .body();
    }

    void inPostgres(String sql) throws SQLException {
        servers.inPostgres(sql);
    }

    /** The rows of a query as tab-separated lines. */
    List<String> rowsInPostgres(String sql) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Statement statement = servers.postgres().createStatement();
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
        Path log = settings().home().resolve("dbt.log");
        return new DbtProject(settings())
                .process(Arrays.asList(arguments))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start()
                .waitFor();
    }

    Settings settings() {
        return servers.settings();
    }

    @Override
    public void close() throws SQLException {
        servers.close();
    }
}
