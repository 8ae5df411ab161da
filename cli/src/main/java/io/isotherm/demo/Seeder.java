package io.isotherm.demo;

import static io.isotherm.demo.DemoSource.inTransaction;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Fills the empty tables of a demo, in one transaction. */
public final class Seeder {
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

    /** With the standard value of every option of the demo. */
    public Result seed(Connection connection, int scale, long seed) {
        return seed(connection, scale, seed, Map.of());
    }

    /**
     * The same scale, seed, options and Postgres version give the same rows, except that times are relative to now.
     *
     * @param scale how many times the base data is made, at least 1
     * @param options values of the demo's options by name; the others have their standard
     */
    public Result seed(Connection connection, int scale, long seed, Map<String, BigDecimal> options) {
        if (source.createSchema(connection)) {
            progress.accept("tables, triggers and indexes created");
        }
        return inTransaction(connection, "seed the demo tables", () -> {
            begin(connection);
            Map<String, Long> before = source.rowCounts(connection);
            if (before.values().stream().anyMatch(count -> count > 0)) {
                return new Result(false, before);
            }
            prepare(connection, scale, seed, source.demo().options(), options);
            run(connection, SqlFile.in(source.demo().seedFolder()));
            return new Result(true, source.rowCounts(connection));
        });
    }

    /** Adds rows of one kind to a demo that may have rows. */
    public Result add(Connection connection, String addition, long seed, Map<String, BigDecimal> options) {
        source.createSchema(connection);
        return inTransaction(connection, "add " + addition + " to the demo tables", () -> {
            begin(connection);
            prepare(connection, 1, seed, source.demo().additions().get(addition), options);
            run(connection, List.of(new SqlFile(source.demo().additionFile(addition))));
            return new Result(true, source.rowCounts(connection));
        });
    }

    private void begin(Connection connection) throws SQLException {
        execute(connection, "SET LOCAL TIME ZONE 'UTC'");
        // Against a second seed at the same time; plain reads and Debezium's snapshot go on.
        execute(connection, "LOCK TABLE " + source.demo().tables().get(0) + " IN SHARE ROW EXCLUSIVE MODE");
    }

    private static void prepare(
            Connection connection, int scale, long seed, List<DemoOption> known, Map<String, BigDecimal> options)
            throws SQLException {
        SessionFunctions.create(connection);
        SessionFunctions.set(connection, "isotherm.scale", Integer.toString(scale));
        SessionFunctions.set(connection, "isotherm.seed", Long.toString(seed));
        for (DemoOption option : known) {
            BigDecimal value = options.getOrDefault(option.name(), option.standard());
            SessionFunctions.set(connection, option.setting(), value.toPlainString());
        }
    }

    private void run(Connection connection, List<SqlFile> files) {
        for (SqlFile file : files) {
            long start = System.nanoTime();
            file.run(connection);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            progress.accept("%s (%.1f s)".formatted(file.path().getFileName(), took.toMillis() / 1000.0));
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
