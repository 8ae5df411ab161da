package io.isotherm.cli.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.LocalServers;
import io.isotherm.cli.connection.ClickHouseHttp;
import io.isotherm.cli.dbt.DbtProject;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import io.isotherm.demo.Demo;
import io.isotherm.demo.DemoSource;
import io.isotherm.demo.Seeder;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Postgres with the database of one demo and a ClickHouse with the databases of the lakehouse, on free ports with
 * their data under {@code target/}. {@link #sync} does what the pipeline does: it writes what changed to hot tables and
 * to history.
 */
final class Lakehouse implements AutoCloseable {
    /** Replicated tables of the shop and their keys, in an order in which what rows refer to comes first. */
    static final Map<String, String> KEYS = shopKeys();

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private final LocalServers servers;
    private final String database;
    private final Map<String, String> keys;
    private final Connection source;

    private Lakehouse(LocalServers servers, String database, Map<String, String> keys, Connection source) {
        this.servers = servers;
        this.database = database;
        this.keys = keys;
        this.source = source;
    }

    private static Map<String, String> shopKeys() {
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

    /** The seeded shop. */
    static Lakehouse start() throws Exception {
        LocalServers servers = LocalServers.start("sql", "dbt", "sqlfluff");
        Lakehouse lakehouse = new Lakehouse(servers, "ecommerce", KEYS, servers.postgres());
        lakehouse.seed();
        lakehouse.createTables();
        return lakehouse;
    }

    /** The tables of a folder of {@code demo}, with the rows of {@code <database>-rows.sql}. */
    static Lakehouse start(String database, Map<String, String> keys) throws Exception {
        return start(database, keys, false);
    }

    /** The same, with the demo's seed before these rows. */
    static Lakehouse startSeeded(String database, Map<String, String> keys) throws Exception {
        return start(database, keys, true);
    }

    private static Lakehouse start(String database, Map<String, String> keys, boolean seeded) throws Exception {
        Path demo = ROOT.resolve("demo").resolve(database);
        LocalServers servers = LocalServers.start(
                "sql-" + database,
                Map.of(Setting.ISOTHERM_TABLES, demo.resolve("tables.yaml").toString()),
                "dbt");
        servers.inPostgres("CREATE DATABASE " + database);
        Lakehouse lakehouse =
                new Lakehouse(servers, database, keys, servers.connections().postgres(database));
        for (String script : List.of("schema.sql", "schema-triggers.sql", "schema.sql", "schema-triggers.sql")) {
            lakehouse.inPostgres(Files.readString(demo.resolve(script)));
        }
        if (seeded) {
            lakehouse.seed();
        }
        lakehouse.inPostgres(resource(database + "-rows.sql"));
        lakehouse.createTables();
        return lakehouse;
    }

    /** Fills the tables as {@code ./isotherm seed} does; they have no rows. */
    void seed() throws Exception {
        new Seeder(DemoSource.of(ROOT, database), line -> {}).seed(source, 1, 1);
    }

    private void createTables() throws IOException, InterruptedException {
        try (Stream<Path> files = Files.list(ROOT.resolve("clickhouse-docker/init"))) {
            for (Path file : files.sorted().toList()) {
                runAll(Files.readString(file), Map.of());
            }
        }
        for (String demo : Demo.names(ROOT)) {
            Path views = ROOT.resolve("demo/" + demo + "/dashboard/views.sql");
            if (Files.exists(views)) {
                runAll(Files.readString(views), Map.of());
            }
        }
        runAll(resource("hot-" + database + ".sql"), Map.of());
        for (Map.Entry<String, String> table : keys.entrySet()) {
            runAll(
                    resource("bronze.sql"),
                    Map.of("database", database, "table", table.getKey(), "key", table.getValue()));
        }
    }

    /**
     * Brings these tables to the present state of Postgres; every row that changed gets this version, as one commit.
     */
    void sync(long version, Collection<String> tables) throws IOException, InterruptedException {
        for (String table : tables) {
            String columns = query(
                            "SELECT arrayStringConcat(groupArray(name), ', ') FROM (SELECT name FROM system.columns"
                                    + " WHERE database = 'hot' AND table = '" + database + "_" + table
                                    + "' AND NOT startsWith(name, '_') ORDER BY position)")
                    .strip();
            runAll(
                    resource("sync.sql"),
                    Map.of(
                            "database", database,
                            "table", table,
                            "key", keys.get(table),
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

    static String resource(String name) throws IOException {
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
        return queryAsReader(sql, "");
    }

    /** The answer to a reader with settings and parameters as of a URL. */
    String queryAsReader(String sql, String settings) throws InterruptedException {
        return new ClickHouseHttp(servers.connections(), "reader", Secret.CLICKHOUSE_READER_PASSWORD)
                .send(sql, settings, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    void inPostgres(String sql) throws SQLException {
        try (Statement statement = source.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The rows of a query as tab-separated lines. */
    List<String> rowsInPostgres(String sql) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Statement statement = source.createStatement();
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

    /** Writes what plain SQL found in Postgres, by figure and day, as measured at one moment. */
    void recordFigures(Map<String, String> figures) throws IOException, InterruptedException {
        String moment = query("SELECT now64(6)").strip();
        String rows = figures.entrySet().stream()
                .map(figure -> {
                    String[] name = figure.getKey().split(" ");
                    return "('%s', '%s', '%s', '%s', %s)"
                            .formatted(moment, database, name[0], name[1], figure.getValue());
                })
                .collect(Collectors.joining(", "));
        inClickHouse("INSERT INTO ops.source_figures VALUES " + rows);
    }

    /** Runs dbt as {@code ./isotherm dbt} does, which knows of this database alone; the answer is its exit code. */
    int dbt(String... arguments) throws IOException, InterruptedException {
        Path log = settings().home().resolve("dbt.log");
        return new DbtProject(settings())
                .process(Arrays.asList(arguments))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start()
                .waitFor();
    }

    /** Runs dbt and expects it to succeed. */
    void runDbt(String... arguments) throws IOException, InterruptedException {
        assertThat(dbt(arguments))
                .as(
                        "dbt %s, see %s/dbt.log",
                        String.join(" ", arguments), settings().home())
                .isZero();
    }

    Settings settings() {
        return servers.settings();
    }

    @Override
    public void close() throws SQLException {
        source.close();
        servers.close();
    }
}
