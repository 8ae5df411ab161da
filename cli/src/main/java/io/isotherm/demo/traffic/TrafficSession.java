package io.isotherm.demo.traffic;

import io.isotherm.demo.SessionFunctions;
import io.isotherm.demo.SqlFile;
import io.isotherm.demo.traffic.Operation.Control;
import io.isotherm.demo.traffic.Operation.Include;
import io.isotherm.demo.traffic.Operation.Statement;
import io.isotherm.demo.traffic.Operation.Step;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Runs operations on one connection, each inside a transaction that the caller commits. What they change follows from
 * the random numbers given and the data.
 */
final class TrafficSession {
    /**
     * Rows that this transaction inserted, updated and deleted, those of cascades included. What was rolled back to a
     * savepoint stays in it.
     */
    private static final String CHANGES = """
            SELECT coalesce(sum(pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
                                + pg_stat_get_xact_tuples_deleted(oid)), 0)
            FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace""";

    private final Connection connection;
    private final TrafficMix mix;

    /** Creates what the statements call, as part of the transaction that is open. */
    TrafficSession(Connection connection, TrafficMix mix) throws SQLException {
        this.connection = connection;
        this.mix = mix;
        SessionFunctions.create(connection);
        mix.functions().ifPresent(file -> new SqlFile(file).run(connection));
    }

    /**
     * @param changes the row changes that a commit publishes; 0 when no row is fit for it or it rolled back
     * @param rolledBack whether the operation ended its transaction itself, without effect
     */
    record Outcome(long changes, boolean rolledBack) {}

    /** @param batch how many things to do at once */
    Outcome run(String operation, SplittableRandom random, int batch) throws SQLException {
        Run run = new Run(random, batch);
        long before = number(CHANGES);
        run.perform(mix.operations().get(operation));
        return new Outcome(run.rolledBack ? 0 : number(CHANGES) - before - run.undone, run.rolledBack);
    }

    /** One transaction. */
    private final class Run {
        private final SplittableRandom random;
        private final int batch;
        private Savepoint savepoint;
        private long changesAtSavepoint;
        private long undone;
        private boolean rolledBack;

        private Run(SplittableRandom random, int batch) {
            this.random = random;
            this.batch = batch;
        }

        private void perform(Operation operation) throws SQLException {
            setSeed(random.nextLong());
            for (Map.Entry<String, Amount> spare : operation.spares().entrySet()) {
                if (!hasToSpare(spare.getKey(), spare.getValue().of(batch))) {
                    return;
                }
            }
            Map<String, Object> values = new HashMap<>();
            values.put(TrafficMixParser.BATCH, batch);
            for (Map.Entry<String, Amount> take : operation.takes().entrySet()) {
                double[] parts = random.doubles(take.getValue().of(batch)).toArray();
                values.put(take.getKey(), longs(mix.rows().get(take.getKey()).pickSql(), (Object) parts));
            }
            for (Step step : operation.steps()) {
                perform(step, values);
            }
        }

        private void perform(Step step, Map<String, Object> values) throws SQLException {
            if (step instanceof Include include) {
                perform(mix.operations().get(include.operation()));
            } else if (step instanceof Statement statement) {
                for (int n = 1; n <= statement.times(); n++) {
                    values.put(TrafficMixParser.REPETITION, n);
                    perform(statement, values);
                }
            } else {
                perform((Control) step);
            }
        }

        private void perform(Statement statement, Map<String, Object> values) throws SQLException {
            Object[] parameters =
                    statement.sql().parameters().stream().map(values::get).toArray();
            if (statement.as() == null) {
                change(statement.sql().sql(), parameters);
            } else {
                values.put(statement.as(), longs(statement.sql().sql(), parameters));
            }
        }

        private void perform(Control control) throws SQLException {
            switch (control) {
                case SAVEPOINT -> {
                    changesAtSavepoint = number(CHANGES);
                    savepoint = connection.setSavepoint();
                }
                case ROLLBACK_TO_SAVEPOINT -> {
                    connection.rollback(savepoint);
                    undone += number(CHANGES) - changesAtSavepoint;
                }
                case ROLLBACK -> {
                    connection.rollback();
                    rolledBack = true;
                }
            }
        }
    }

    private void setSeed(long seed) throws SQLException {
        try (PreparedStatement statement =
                prepare("SELECT set_config('isotherm.seed', ?, true)", Long.toString(seed))) {
            statement.execute();
        }
    }

    private boolean hasToSpare(String table, int wanted) throws SQLException {
        long enough = (long) mix.rowsToKeep().getOrDefault(table, 0) + wanted;
        return number("SELECT count(*) FROM (SELECT FROM " + table + " LIMIT ?) AS enough", enough) == enough;
    }

    private void change(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            statement.executeUpdate();
        }
    }

    /** The first column of every row; also of a statement with RETURNING. */
    private long[] longs(String sql, Object... parameters) throws SQLException {
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
    private long number(String sql, Object... parameters) throws SQLException {
        return longs(sql, parameters)[0];
    }

    private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }
}
