package io.isotherm.demo;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The tables of a demo's database. Works on connections to it that the caller opens and closes. */
public final class DemoSource {
    private final Demo demo;

    public DemoSource(Demo demo) {
        this.demo = demo;
    }

    /** @param projectRoot the folder that has {@code demo} */
    public static DemoSource of(Path projectRoot, String name) {
        return new DemoSource(Demo.named(projectRoot, name));
    }

    public Demo demo() {
        return demo;
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
            // schema.sql before schema-triggers.sql
            SqlFile.in(demo.folder()).stream()
                    .filter(file -> file.path().getFileName().toString().startsWith("schema"))
                    .sorted((one, other) -> Integer.compare(one.nameLength(), other.nameLength()))
                    .forEach(file -> file.run(connection));
            return true;
        });
    }

    private boolean isComplete(Connection connection) throws SQLException {
        return hasTables(connection) && (demo.complete() == null || isTrue(connection, demo.complete()));
    }

    /** Whether all tables are there. */
    public boolean hasTables(Connection connection) throws SQLException {
        String tablesExist = demo.tables().stream()
                .map(table -> "to_regclass('public." + table + "') IS NOT NULL")
                .collect(Collectors.joining(" AND "));
        return isTrue(connection, "SELECT " + tablesExist);
    }

    private static boolean isTrue(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** Rows per table, in the order of the demo's tables, in one snapshot. */
    public Map<String, Long> rowCounts(Connection connection) {
        List<String> tables = demo.tables();
        String counts = tables.stream()
                .map(table -> "(SELECT count(*) FROM " + table + ")")
                .collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + counts)) {
            row.next();
            Map<String, Long> rows = new LinkedHashMap<>();
            for (int i = 0; i < tables.size(); i++) {
                rows.put(tables.get(i), row.getLong(i + 1));
            }
            return rows;
        } catch (SQLException e) {
            throw failure("count the rows of the demo tables", e);
        }
    }

    /**
     * Deletes all rows and begins to count keys anew, so that a seed gives the same rows again. By DELETE: what is
     * truncated stays in ClickHouse unless {@code on_truncate} says otherwise.
     *
     * @return rows deleted
     */
    public long clear(Connection connection) {
        return inTransaction(connection, "delete the rows of the demo tables", () -> {
            long deleted = 0;
            try (Statement statement = connection.createStatement()) {
                for (int i = demo.tables().size() - 1; i >= 0; i--) {
                    deleted += statement.executeLargeUpdate(
                            "DELETE FROM " + demo.tables().get(i));
                }
                for (String sequence : sequences(connection)) {
                    statement.execute("ALTER SEQUENCE " + sequence + " RESTART");
                }
            }
            return deleted;
        });
    }

    /** Sequences that belong to columns of the tables, quoted where they have to be. */
    private List<String> sequences(Connection connection) throws SQLException {
        String query = """
                SELECT sequence.oid::regclass FROM pg_class AS sequence
                JOIN pg_depend ON objid = sequence.oid AND deptype IN ('a', 'i') AND classid = 'pg_class'::regclass
                JOIN pg_class AS owner ON owner.oid = refobjid AND owner.relnamespace = 'public'::regnamespace
                WHERE sequence.relkind = 'S' AND owner.relname = ANY (?)""";
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setObject(1, demo.tables().toArray(String[]::new));
            try (ResultSet rows = statement.executeQuery()) {
                List<String> sequences = new ArrayList<>();
                while (rows.next()) {
                    sequences.add(rows.getString(1));
                }
                return sequences;
            }
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
