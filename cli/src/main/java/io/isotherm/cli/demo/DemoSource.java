package io.isotherm.cli.demo;

import io.isotherm.cli.Cause;
import io.isotherm.cli.CliException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The tables of the demo database. Works on connections to it that the caller opens and closes. */
public final class DemoSource {
    public static final String DATABASE = "ecommerce";

    /** Parents before children. */
    public static final List<String> TABLES = List.of(
            "users", "categories", "products", "orders", "order_items", "payments", "shipping", "product_reviews");

    private static final List<String> SCHEMA_FILES = List.of("schema.sql", "schema-triggers.sql");

    private final Path folder;

    /** @param projectRoot the folder that has {@code demo/ecommerce} */
    public DemoSource(Path projectRoot) {
        this.folder = projectRoot.resolve("demo").resolve(DATABASE);
    }

    Path folder() {
        return folder;
    }

    /** What the traffic does and how often. */
    public Path trafficFile() {
        return folder.resolve("traffic.yaml");
    }

    /**
     * Creates what is missing of the tables, triggers and indexes, in one transaction. It takes locks that wait for
     * running transactions, therefore nothing is touched when everything is there.
     *
     * @return whether anything was missing
     */
    public boolean createSchema(Connection connection) {
        return inTransaction(connection, "create the demo schema", () -> {
            if (isComplete(connection)) {
                return false;
            }
            SCHEMA_FILES.forEach(name -> new SqlFile(folder.resolve(name)).run(connection));
            return true;
        });
    }

    private static boolean isComplete(Connection connection) throws SQLException {
        String tables = TABLES.stream()
                .map(table -> "to_regclass('public." + table + "')")
                .collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_trigger WHERE tgname ="
                        + " 'touch_updated_at' AND tgrelid IN (" + tables + ")")) {
            row.next();
            return row.getInt(1) == TABLES.size();
        }
    }

    /** Rows per table, in the order of {@link #TABLES}, in one snapshot. */
    public Map<String, Long> rowCounts(Connection connection) {
        String counts = TABLES.stream()
                .map(table -> "(SELECT count(*) FROM " + table + ")")
                .collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + counts)) {
            row.next();
            Map<String, Long> rows = new LinkedHashMap<>();
            for (int i = 0; i < TABLES.size(); i++) {
                rows.put(TABLES.get(i), row.getLong(i + 1));
            }
            return rows;
        } catch (SQLException e) {
            throw failure("count the rows of the demo tables", e);
        }
    }

    /** All of the work or nothing of it; the connection is in auto-commit mode before and after. */
    static <T> T inTransaction(Connection connection, String purpose, SqlWork<T> work) {
        try {
            connection.setAutoCommit(false);
            try {
                T result = work.run();
                connection.commit();
                return result;
            } finally {
                // Also ends what a failure left open; after a commit there is nothing to roll back.
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw failure(purpose, e);
        }
    }

    private static CliException failure(String purpose, SQLException cause) {
        return CliException.failed(
                "could not " + purpose + ": " + Cause.of(cause),
                "check ./isotherm status and ./isotherm logs postgres, then run the command again",
                cause);
    }

    @FunctionalInterface
    interface SqlWork<T> {
        T run() throws SQLException;
    }
}
