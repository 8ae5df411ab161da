package io.isotherm.bench.cold;

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
import io.isotherm.bench.stack.ClickHouse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * How fast days go from hot to the object store, beside a bare {@code INSERT INTO cold SELECT} of the same partitions,
 * which neither merges nor verifies; and how long it takes to find that there is nothing to archive.
 */
public final class ArchiveSection implements Section {
    private static final int DAYS = 4;
    private static final int HOT_DAYS = 7;
    private static final long ROWS_PER_DAY = 1_000_000;
    private static final long QUICK_ROWS_PER_DAY = 100_000;
    private static final double TARGET = 2;
    private static final double RERUN_TARGET_SECONDS = 1;
    private static final String FLOOR = "bench.cold_floor";

    private BenchRun run;
    private BenchStack stack;
    private ClickHouse clickHouse;
    private ArchivedTable table;
    /** Of the rows of one repeat in cold: their values, and what they take there. */
    private long bytes;

    private long storedBytes;

    /**
     * Seconds of one repeat.
     *
     * @param bare the inserts alone
     * @param command {@code ./isotherm archive} as a whole
     * @param archive of that, from the first partition's first step to the last one's last
     * @param commandAgain the command once more
     * @param again the same without the command around it
     * @param removal release of the days and removal from hot, without the command around it
     */
    private record Repeat(
            double bare,
            double command,
            double archive,
            double commandAgain,
            TimedArchive again,
            TimedArchive removal) {
        ObjectNode json() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("bareSeconds", bare)
                    .put("archiveSeconds", archive)
                    .put("commandSeconds", command)
                    .put("rerunSeconds", again.seconds())
                    .put("rerunProcessSeconds", again.processSeconds())
                    .put("rerunCommandSeconds", commandAgain)
                    .put("removalSeconds", removal.seconds());
        }
    }

    @Override
    public String name() {
        return "archive";
    }

    @Override
    public SectionReport run(BenchRun bench) throws Exception {
        run = bench;
        stack = bench.stack();
        clickHouse = stack.clickHouse();
        long rowsPerDay = bench.quick() ? QUICK_ROWS_PER_DAY : ROWS_PER_DAY;
        ObjectNode conditions = Conditions.of(stack)
                .put("days", DAYS)
                .put("rowsPerDay", rowsPerDay)
                .put("repeats", bench.repeats());
        TimedArchive.install(stack);
        List<Repeat> repeats = new ArrayList<>();
        table = ArchivedTable.create(stack, "bench_archive", ", hot_days: " + HOT_DAYS, rowsPerDay);
        try (ArchivedTable open = table) {
            // unmeasured: the cold table moves to the object store
            open.archive(0);
            clickHouse.execute("CREATE TABLE " + FLOOR + " AS " + open.cold());
            for (int i = 0; i < bench.repeats(); i++) {
                repeats.add(repeat(1 + i * DAYS, i % 2 == 0));
            }
            int firstDay = 1 + bench.repeats() * DAYS;
            fill(firstDay);
            TimedArchive steps = TimedArchive.run(stack, open, firstDay + DAYS - 1);
            return report(repeats, steps, conditions);
        } finally {
            clickHouse.execute("DROP TABLE IF EXISTS " + FLOOR + " SYNC");
        }
    }

    private Repeat repeat(int firstDay, boolean bareFirst) throws IOException, InterruptedException {
        int lastDay = firstDay + DAYS - 1;
        fill(firstDay);
        double bare = bareFirst ? bare(firstDay) : 0;
        double command = seconds(() -> table.archive(lastDay));
        double archive = clickHouse.number("SELECT dateDiff('millisecond', min(started_at), max(finished_at))"
                        + " FROM ops.archive_log WHERE state = 'archived' AND table = '" + table.target() + "' AND "
                        + partitions("partition_id", firstDay))
                / 1e3;
        double commandAgain = seconds(() -> table.archive(lastDay));
        TimedArchive again = TimedArchive.run(stack, table, lastDay);
        if (again.archived() > 0) {
            throw new BenchException("the archive of the days up to " + table.day(lastDay) + " was not complete");
        }
        if (!bareFirst) {
            bare = bare(firstDay);
        }
        check(firstDay);
        measureBytes(firstDay);
        TimedArchive removal = TimedArchive.run(stack, table, lastDay + HOT_DAYS);
        Repeat repeat = new Repeat(bare, command, archive, commandAgain, again, removal);
        run.say("  %,d rows: bare insert %.1f s, archive %.1f s, again %.2f s, removal from hot %.1f s"
                .formatted(rows(), bare, archive, again.seconds(), removal.seconds()));
        return repeat;
    }

    private void fill(int firstDay) {
        for (int day = firstDay; day < firstDay + DAYS; day++) {
            table.fill(table.hot(), day);
        }
        table.awaitMerges();
    }

    /** @return seconds, one insert after the other, as the archive does it */
    private double bare(int firstDay) {
        clickHouse.execute("TRUNCATE TABLE " + FLOOR + " SYNC");
        return seconds(() -> {
            for (int day = firstDay; day < firstDay + DAYS; day++) {
                clickHouse.execute("INSERT INTO " + FLOOR + " SELECT * FROM " + table.hot() + " WHERE _partition_id = '"
                        + table.partition(day) + "'");
            }
        });
    }

    private void check(int firstDay) {
        String days = partitions("_partition_id", firstDay);
        List<String> hot = clickHouse.row(ArchivedTable.digest(table.hot() + " FINAL", days));
        for (String copy : List.of(table.cold(), FLOOR)) {
            List<String> found = clickHouse.row(ArchivedTable.digest(copy, days));
            if (!found.equals(hot) || Long.parseLong(hot.get(0)) != rows()) {
                throw new BenchException(copy + " has " + found + ", hot has " + hot + " of " + rows() + " rows");
            }
        }
    }

    private void measureBytes(int firstDay) {
        List<String> found = clickHouse.row("SELECT sum(data_uncompressed_bytes), sum(bytes_on_disk) FROM system.parts"
                + " WHERE active AND database = 'cold' AND table = '" + table.target() + "' AND "
                + partitions("partition_id", firstDay));
        bytes = Long.parseLong(found.get(0));
        storedBytes = Long.parseLong(found.get(1));
    }

    private String partitions(String column, int firstDay) {
        return column + " BETWEEN '" + table.partition(firstDay) + "' AND '" + table.partition(firstDay + DAYS - 1)
                + "'";
    }

    private long rows() {
        return DAYS * table.rowsPerDay();
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private SectionReport report(List<Repeat> repeats, TimedArchive steps, ObjectNode conditions) {
        ObjectNode figures = JsonNodeFactory.instance.objectNode();
        figures.set("conditions", conditions);
        figures.put("targetArchiveToBareAtMost", TARGET).put("targetRerunSeconds", RERUN_TARGET_SECONDS);
        figures.put("rows", rows()).put("bytes", bytes).put("storedBytes", storedBytes);
        ArrayNode list = figures.putArray("repeats");
        repeats.forEach(repeat -> list.add(repeat.json()));
        figures.set("stepSeconds", steps.steps());
        Table text = new Table("what", "seconds", "rows/s", "MB/s", "stored MB/s", "/ bare insert");
        BarChart chart =
                new BarChart("From hot to the object store", "rows per second").note(Conditions.line(conditions));
        addRate(text, repeats, "bare INSERT INTO cold SELECT", Repeat::bare);
        addRate(text, repeats, "archive", Repeat::archive);
        addRate(text, repeats, "./isotherm archive as a whole", Repeat::command);
        addRate(text, repeats, "release, removal from hot", repeat -> repeat.removal()
                .seconds());
        chart.add("bare INSERT INTO cold SELECT", rows() / median(repeats, Repeat::bare), false);
        chart.add("archive", rows() / median(repeats, Repeat::archive), true);
        steps.steps()
                .properties()
                .forEach(step -> addSeconds(
                        text, "archive's step " + step.getKey(), step.getValue().asDouble()));
        double again = median(repeats, repeat -> repeat.again().seconds());
        addSeconds(text, "rerun that changes nothing", again);
        addSeconds(text, "with the start of Python", median(repeats, repeat -> repeat.again()
                .processSeconds()));
        addSeconds(text, "./isotherm archive once more", median(repeats, Repeat::commandAgain));
        return new SectionReport(
                name(),
                figures,
                text,
                chart,
                String.format(
                        Locale.ROOT,
                        "archive = %.2f x the time of the bare insert (target: at most %.0f), %,.0f rows/s, %.0f MB/s;"
                                + " a rerun that changes nothing takes %.2f s (target: under %.0f)",
                        median(repeats, repeat -> repeat.archive() / repeat.bare()),
                        TARGET,
                        rows() / median(repeats, Repeat::archive),
                        bytes / 1e6 / median(repeats, Repeat::archive),
                        again,
                        RERUN_TARGET_SECONDS));
    }

    private void addRate(Table text, List<Repeat> repeats, String what, ToDoubleFunction<Repeat> seconds) {
        double median = median(repeats, seconds);
        text.add(
                what,
                Table.number(median),
                Table.number(rows() / median),
                Table.number(bytes / 1e6 / median),
                Table.number(storedBytes / 1e6 / median),
                Table.number(median(repeats, repeat -> seconds.applyAsDouble(repeat) / repeat.bare())));
    }

    private static void addSeconds(Table text, String what, double seconds) {
        text.add(what, Table.number(seconds), "", "", "", "");
    }

    private static double median(List<Repeat> repeats, ToDoubleFunction<Repeat> figure) {
        return Statistics.median(repeats.stream().map(figure::applyAsDouble).toList());
    }
}
