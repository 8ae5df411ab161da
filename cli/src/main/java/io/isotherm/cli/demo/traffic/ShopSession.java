package io.isotherm.cli.demo.traffic;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What one run of an {@link Operation} works with: an open transaction, random numbers of its own, how many things to
 * do at once and how many rows deletes must leave. Parameters of SQL may be arrays of primitives or strings.
 */
final class ShopSession {
    private final Connection connection;
    private final SplittableRandom random;
    private final int batch;
    private final Map<String, Integer> rowsToKeep;
    private boolean rolledBack;

    /** @param rowsToKeep by table; tables without an entry may be emptied */
    ShopSession(Connection connection, SplittableRandom random, int batch, Map<String, Integer> rowsToKeep) {
        this.connection = connection;
        this.random = random;
        this.batch = batch;
        this.rowsToKeep = rowsToKeep;
    }

    /** How many orders, users, reviews ... an operation deals with at once: 1 at low rates. */
    int batch() {
        return batch;
    }

    SplittableRandom random() {
        return random;
    }

    /** Whether the operation ended its transaction itself, without effect. */
    boolean rolledBack() {
        return rolledBack;
    }

    /** Keys of at most {@code count} random rows, distinct and ascending; fewer when it hits the same or none. */
    long[] pick(Rows rows, int count) throws SQLException {
        double[] parts = random.doubles(count).toArray();
        return count == 0 ? new long[0] : longs(rows.pickSql(), (Object) parts);
    }

    long[] pickBatch(Rows rows) throws SQLException {
        return pick(rows, batch);
    }

    /** How many of the rows wanted for deletion the table can spare. */
    int spare(String table, int wanted) throws SQLException {
        int keep = rowsToKeep.getOrDefault(table, 0);
        long there = number("SELECT count(*) FROM (SELECT FROM " + table + " LIMIT ?) AS enough", (long) keep + wanted);
        return (int) Math.max(0, there - keep);
    }

    /** Runs a statement and returns the rows it changed. */
    long change(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    /** Runs the statement once for each list of parameters, as statements of their own, and returns the rows changed. */
    long changeEach(String sql, List<Object[]> parameterLists) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Object[] parameters : parameterLists) {
                bind(statement, parameters);
                statement.addBatch();
            }
            return Arrays.stream(statement.executeBatch()).asLongStream().sum();
        }
    }

    /** The first column of every row; also of a statement with RETURNING. */
    long[] longs(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            long[] values = new long[16];
            int size = 0;
            while (rows.next()) {
                if (size == values.length) {
                    values = Arrays.copyOf(values, 2 * size);
                }
                values[size++] = rows.getLong(1);
            }
            return Arrays.copyOf(values, size);
        }
    }

    /** The only value of a query that has one. */
    long number(String sql, Object... parameters) throws SQLException {
        return longs(sql, parameters)[0];
    }

    Savepoint savepoint() throws SQLException {
        return connection.setSavepoint();
    }

    void rollbackTo(Savepoint savepoint) throws SQLException {
        connection.rollback(savepoint);
    }

    void rollback() throws SQLException {
        connection.rollback();
        rolledBack = true;
    }

    private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            bind(statement, parameters);
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
    }
}
