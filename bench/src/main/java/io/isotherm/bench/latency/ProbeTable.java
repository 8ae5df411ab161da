package io.isotherm.bench.latency;

import io.isotherm.bench.stack.BenchStack;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A table in Postgres whose changes are numbered. Even numbers insert row {@code id = n}; odd numbers update the row
 * {@code id = n - UPDATES_AFTER}. So a row tells by itself which changes it has been through.
 */
final class ProbeTable {
    static final String NAME = "bench_probe";

    /** Odd, so that an update's number is odd. */
    static final int UPDATES_AFTER = 101;

    private ProbeTable() {}

    /** Makes it if need be, empties it, and publishes it. */
    static void create(BenchStack stack) throws SQLException {
        try (Connection connection = stack.postgres();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS " + NAME
                    + " (id bigint PRIMARY KEY, n bigint NOT NULL, customer varchar(40), amount numeric(12, 2),"
                    + " changed_at timestamptz DEFAULT clock_timestamp())");
        }
        stack.isotherm("apply", "--no-wait");
    }

    /** Inserts the rows that the first updates from number {@code first} on will find. */
    static void prefill(Connection connection, long first) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(insert(first - 2L * UPDATES_AFTER, first - 1));
        }
    }

    /** Makes the changes with these numbers. */
    static void change(Statement statement, long from, long to) throws SQLException {
        if (from < to || from % 2 == 0) {
            statement.executeUpdate(insert(from, to));
        }
        if (from < to || from % 2 != 0) {
            statement.executeUpdate("UPDATE " + NAME + " SET n = id + " + UPDATES_AFTER + ", amount = amount + 1"
                    + " WHERE id IN (SELECT n - " + UPDATES_AFTER + " FROM generate_series(" + from + ", " + to
                    + ") AS n WHERE n % 2 = 1)");
        }
    }

    private static String insert(long from, long to) {
        return "INSERT INTO " + NAME + " (id, n, customer, amount) SELECT n, n, 'customer ' || n, n % 1000"
                + " FROM generate_series(" + from + ", " + to + ") AS n WHERE n % 2 = 0";
    }
}
