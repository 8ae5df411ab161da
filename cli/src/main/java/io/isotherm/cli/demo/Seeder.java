package io.isotherm.cli.demo;

import static io.isotherm.cli.demo.DemoSource.inTransaction;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/** Fills the empty demo tables with the last 30 days of a shop, in one transaction. */
public final class Seeder {
    private static final String SEED_FOLDER = "seed";

    private final DemoSource source;
    private final Consumer<String> progress;

    /** @param progress takes one line per step that is done */
    public Seeder(DemoSource source, Consumer<String> progress) {
        this.source = source;
        this.progress = progress;
    }

    /**
     * What the tables hold afterwards.
     *
     * @param seeded whether this run filled them; false when there were rows already, which are left as they are
     */
    public record Result(boolean seeded, Map<String, Long> rows) {}

    /**
     * The same scale, seed and Postgres version give the same rows, except that times are relative to now.
     *
     * @param scale how many times the base data (2,000 users, 500 orders ...) is made, at least 1
     */
    public Result seed(Connection connection, int scale, long seed) {
        if (source.createSchema(connection)) {
            progress.accept("tables, triggers and indexes created");
        }
        return inTransaction(connection, "seed the demo tables", () -> seedInTransaction(connection, scale, seed));
    }

    private Result seedInTransaction(Connection connection, int scale, long seed) throws SQLException {
        execute(connection, "SET LOCAL TIME ZONE 'UTC'");
        // Against a second seed at the same time; plain reads and Debezium's snapshot go on.
        execute(connection, "LOCK TABLE users, categories IN SHARE ROW EXCLUSIVE MODE");
        Map<String, Long> before = source.rowCounts(connection);
        if (before.values().stream().anyMatch(count -> count > 0)) {
            return new Result(false, before);
        }
        set(connection, "isotherm.scale", scale);
        set(connection, "isotherm.seed", seed);
        for (SqlFile file : SqlFile.in(source.folder().resolve(SEED_FOLDER))) {
            long start = System.nanoTime();
            file.run(connection);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            progress.accept("%s (%.1f s)".formatted(file.path().getFileName(), took.toMillis() / 1000.0));
        }
        return new Result(true, source.rowCounts(connection));
    }

    private static void set(Connection connection, String setting, long value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT set_config(?, ?, true)")) {
            statement.setString(1, setting);
            statement.setString(2, Long.toString(value));
            statement.execute();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
