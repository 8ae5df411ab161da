package io.isotherm.bench.sync;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isotherm.bench.BenchRun;
import io.isotherm.bench.Section;
import io.isotherm.bench.report.BarChart;
import io.isotherm.bench.report.Conditions;
import io.isotherm.bench.report.SectionReport;
import io.isotherm.bench.report.Statistics;
import io.isotherm.bench.report.Table;
import io.isotherm.bench.stack.BenchException;
import io.isotherm.bench.stack.BenchStack;
import io.isotherm.cli.sync.SourceSync;
import io.isotherm.cli.sync.SyncLog;
import io.isotherm.cli.sync.SyncRequest;
import io.isotherm.cli.sync.SyncResult;
import io.isotherm.job.config.TablesConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * How fast all rows of a table of ten columns are read into hot, beside {@code COPY ... TO STDOUT} piped into an
 * {@code INSERT} by hand, which has neither versions nor one moment; and how long it takes to find that nothing is new.
 */
public final class SyncSection implements Section {
    private static final String TABLE = "bench_sync";
    private static final String HOT = "hot." + BenchStack.DATABASE + "_" + TABLE;
    private static final String BY_HAND = "bench.sync_by_hand";
    private static final long ROWS = 10_000_000;
    private static final long QUICK_ROWS = 300_000;
    private static final double TARGET = 300_000;

    private BenchStack stack;
    private long rows;

    /** Seconds of one repeat. */
    private record Repeat(double byHand, double sync, double again) {
        ObjectNode json() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("byHandSeconds", byHand)
                    .put("syncSeconds", sync)
                    .put("nothingNewSeconds", again);
        }
    }

    @Override
    public String name() {
        return "sync";
    }

    @Override
    public SectionReport run(BenchRun bench) throws Exception {
        stack = bench.stack();
        rows = bench.quick() ? QUICK_ROWS : ROWS;
        fill();
        List<Repeat> repeats = new ArrayList<>();
        try {
            for (int i = 0; i < bench.repeats(); i++) {
                boolean handFirst = i % 2 == 0;
                double byHand = handFirst ? byHand() : 0;
                drop();
                double sync = sync(rows);
                double again = sync(0);
                Repeat repeat = new Repeat(handFirst ? byHand : byHand(), sync, again);
                check();
                repeats.add(repeat);
                bench.say(String.format(
                        Locale.ROOT,
                        "  %,d rows: by hand %.1f s, sync %.1f s, nothing new %.2f s",
                        rows,
                        repeat.byHand(),
                        repeat.sync(),
                        repeat.again()));
            }
        } finally {
            drop();
            stack.clickHouse().execute("DROP TABLE IF EXISTS " + BY_HAND + " SYNC");
            inPostgres("DROP TABLE IF EXISTS " + TABLE);
        }
        return report(repeats, Conditions.of(stack).put("rows", rows).put("repeats", bench.repeats()));
    }

    private void fill() throws SQLException {
        inPostgres(
                "CREATE TABLE " + TABLE + " (order_id bigint PRIMARY KEY, user_id bigint NOT NULL,"
                        + " order_status varchar(50), quantity integer, total_amount numeric(12, 2) NOT NULL, currency char(3),"
                        + " customer varchar(80), address varchar(200), created_at timestamp NOT NULL, updated_at timestamptz)");
        inPostgres("INSERT INTO " + TABLE + " SELECT i, i % 100000, 'completed', i % 9, (i % 100000) / 100.0, 'EUR',"
                + " 'customer ' || i % 1000000, i % 200 || ' Main Street, ' || i % 90000,"
                + " timestamp '2025-01-01' + i * interval '1 second', now() FROM generate_series(1, " + rows + ") i");
        inPostgres("VACUUM ANALYZE " + TABLE);
        inPostgres("CHECKPOINT");
    }

    private void inPostgres(String sql) throws SQLException {
        try (Connection connection = stack.postgres();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A hot table that is made anew lets the next sync read all rows. */
    private void drop() {
        stack.clickHouse().execute("DROP TABLE IF EXISTS " + HOT + " SYNC");
    }

    private double sync(long expected) throws InterruptedException {
        TablesConfig config = TablesConfig.parse(
                "bench",
                "sources: {" + BenchStack.DATABASE + ": {tables: [public." + TABLE
                        + ": {sync: {watermark: updated_at}}]}}");
        SyncLog log = new SyncLog(new PrintWriter(System.err), SyncLog.Level.ERROR);
        long start = System.nanoTime();
        SyncResult result = new SourceSync(stack.connections(), config, BenchStack.DATABASE, log)
                .run(Optional.of(TABLE), new SyncRequest(false, false, Optional.empty(), null, Duration.ZERO))
                .get(0);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (result.rows() != expected) {
            throw new BenchException("the sync read " + result.rows() + " rows instead of " + expected);
        }
        return seconds;
    }

    private double byHand() throws IOException, SQLException {
        stack.clickHouse().execute("DROP TABLE IF EXISTS " + BY_HAND + " SYNC");
        stack.clickHouse()
                .execute("CREATE TABLE " + BY_HAND + " (order_id Int64, user_id Int64,"
                        + " order_status Nullable(String), quantity Nullable(Int32), total_amount Decimal(12, 2),"
                        + " currency Nullable(String), customer Nullable(String), address Nullable(String),"
                        + " created_at DateTime64(6, 'UTC'), updated_at Nullable(DateTime64(6, 'UTC')))"
                        + " ENGINE = MergeTree ORDER BY order_id");
        long start = System.nanoTime();
        PipedCopy.run(stack, "COPY " + TABLE + " TO STDOUT", BY_HAND);
        return (System.nanoTime() - start) / 1e9;
    }

    private void check() {
        String digest =
                "SELECT count(), sum(order_id), sum(total_amount), sum(cityHash64(customer, address, created_at)) FROM ";
        List<String> hot = stack.clickHouse().row(digest + HOT);
        List<String> byHand = stack.clickHouse().row(digest + BY_HAND);
        if (!hot.equals(byHand) || Long.parseLong(hot.get(0)) != rows) {
            throw new BenchException("hot has " + hot + ", the table by hand " + byHand + " of " + rows + " rows");
        }
    }

    private SectionReport report(List<Repeat> repeats, ObjectNode conditions) {
        ObjectNode figures = JsonNodeFactory.instance.objectNode();
        figures.set("conditions", conditions);
        figures.put("targetRowsPerSecond", TARGET);
        ArrayNode list = figures.putArray("repeats");
        repeats.forEach(repeat -> list.add(repeat.json()));
        double byHand = median(repeats, Repeat::byHand);
        double sync = median(repeats, Repeat::sync);
        double again = median(repeats, Repeat::again);
        Table text = new Table("what", "seconds", "rows/s");
        text.add("COPY piped into INSERT", Table.number(byHand), Table.number(rows / byHand));
        text.add("sync", Table.number(sync), Table.number(rows / sync));
        text.add("sync that finds nothing new", Table.number(again), "");
        BarChart chart =
                new BarChart("A table of ten columns by query", "rows per second").note(Conditions.line(conditions));
        chart.add("COPY piped into INSERT", rows / byHand, false);
        chart.add("sync", rows / sync, true);
        return new SectionReport(
                name(),
                figures,
                text,
                chart,
                String.format(
                        Locale.ROOT,
                        "sync = %.2f x the rate of a COPY piped into an INSERT by hand, %,.0f rows/s (target: at least %,.0f);"
                                + " one that finds nothing new takes %.2f s",
                        byHand / sync,
                        rows / sync,
                        TARGET,
                        again));
    }

    private static double median(List<Repeat> repeats, ToDoubleFunction<Repeat> figure) {
        return Statistics.median(repeats.stream().map(figure::applyAsDouble).toList());
    }
}
