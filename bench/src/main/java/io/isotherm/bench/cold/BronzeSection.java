package io.isotherm.bench.cold;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isotherm.bench.BenchRun;
import io.isotherm.bench.Section;
import io.isotherm.bench.report.BarChart;
import io.isotherm.bench.report.Conditions;
import io.isotherm.bench.report.SectionReport;
import io.isotherm.bench.report.Table;
import io.isotherm.bench.stack.ClickHouse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/**
 * What it costs that bronze puts a table together from hot and cold: 20 days, 19 of them on the object store, and one
 * row of a hundred changed again after it went there. The same rows, written by the same inserts, are in one table of
 * the same engine, which is read with FINAL.
 */
public final class BronzeSection implements Section {
    private static final int DAYS = 20;
    private static final int COLD_DAYS = 19;
    /** Of the rows in cold; one of a hundred of all. */
    private static final int CHANGED_ONE_OF = 95;
    /** Late changes come in small inserts over time. */
    private static final int LATE_INSERTS = 10;

    private static final long ROWS = 20_000_000;
    private static final long QUICK_ROWS = 1_000_000;
    private static final int AGGREGATES_PER_REPEAT = 3;
    private static final int LOOKUPS = 200;
    private static final int QUICK_LOOKUPS = 30;
    private static final int WARM_UP_LOOKUPS = 10;
    private static final double AGGREGATE_TARGET = 1.3;
    private static final int LOOKUP_TARGET_MILLIS = 20;

    private static final String ONE_TABLE = "bench.one_table";
    private static final String AGGREGATE = "SELECT order_status, count(), sum(total_amount), sum(quantity),"
            + " max(updated_at) FROM %s GROUP BY order_status ORDER BY order_status";
    private static final String LOOKUP = "lookup";
    /** The best case of FINAL, which no table with changes stays in. */
    private static final String MERGED = "full aggregate, one table merged as a whole";

    private BenchRun run;
    private ClickHouse clickHouse;

    @Override
    public String name() {
        return "bronze";
    }

    @Override
    public SectionReport run(BenchRun bench) throws Exception {
        run = bench;
        clickHouse = bench.stack().clickHouse();
        long rows = bench.quick() ? QUICK_ROWS : ROWS;
        ObjectNode conditions = Conditions.of(bench.stack()).put("rows", rows).put("repeats", bench.repeats());
        TimedArchive.install(bench.stack());
        Map<String, PairedQueries> results = new LinkedHashMap<>();
        try (ArchivedTable table = ArchivedTable.create(bench.stack(), "bench_bronze", ", hot_days: 0", rows / DAYS)) {
            fill(table);
            parts(table, conditions);
            ask(new PairedQueries(clickHouse), table, ArchivedTable.digest("%s", "1"));
            results.put("full aggregate", aggregates(table));
            lookups(table, results);
            clickHouse.execute("OPTIMIZE TABLE " + ONE_TABLE + " FINAL");
            results.put(MERGED, aggregates(table));
        } finally {
            clickHouse.execute("DROP TABLE IF EXISTS " + ONE_TABLE + " SYNC");
        }
        return report(results, conditions);
    }

    /** The archive is in between: what comes after it is late. */
    private void fill(ArchivedTable table) {
        clickHouse.execute("CREATE TABLE " + ONE_TABLE + " AS " + table.hot());
        clickHouse.execute("INSERT INTO " + ONE_TABLE + " SELECT * FROM " + table.hot());
        for (int day = 0; day < DAYS; day++) {
            table.fill(table.hot(), day);
            table.fill(ONE_TABLE, day);
        }
        run.say("%,d rows of %d days are in hot and in one table; %d days go to the object store"
                .formatted(table.rowsPerDay() * DAYS, DAYS, COLD_DAYS));
        table.archive(COLD_DAYS - 1);
        table.change(table.hot(), COLD_DAYS, CHANGED_ONE_OF, LATE_INSERTS);
        table.change(ONE_TABLE, COLD_DAYS, CHANGED_ONE_OF, LATE_INSERTS);
        table.awaitMerges();
    }

    private void parts(ArchivedTable table, ObjectNode conditions) {
        ObjectNode parts = conditions.putObject("parts");
        for (String name : List.of(table.hot(), table.cold(), ONE_TABLE)) {
            parts.put(
                    name.substring(0, name.indexOf('.')),
                    clickHouse.number("SELECT count() FROM system.parts WHERE active AND database || '.' || table = '"
                            + name + "'"));
        }
    }

    /** @param query with {@code %s} in the place of the table */
    private static void ask(PairedQueries pairs, ArchivedTable table, String query) {
        pairs.ask(query.formatted(table.bronze()), query.formatted(ONE_TABLE + " FINAL"));
    }

    private PairedQueries aggregates(ArchivedTable table) {
        ask(new PairedQueries(clickHouse), table, AGGREGATE);
        PairedQueries measured = new PairedQueries(clickHouse);
        for (int i = 0; i < run.repeats() * AGGREGATES_PER_REPEAT; i++) {
            ask(measured, table, AGGREGATE);
        }
        run.say("  full aggregate: bronze %,.0f ms, one table %,.0f ms"
                .formatted(measured.bronzeMillis(0.5), measured.oneTableMillis(0.5)));
        return measured;
    }

    private void lookups(ArchivedTable table, Map<String, PairedQueries> results) {
        long coldRows = COLD_DAYS * table.rowsPerDay();
        long changed = coldRows / CHANGED_ONE_OF;
        Random random = new Random(1);
        Map<String, LongSupplier> ids = new LinkedHashMap<>();
        ids.put("in cold", () -> random.nextLong(changed) * CHANGED_ONE_OF + ArchivedTable.CHANGED + 1);
        ids.put("with a late change", () -> random.nextLong(changed) * CHANGED_ONE_OF + ArchivedTable.CHANGED);
        ids.put("in hot", () -> table.firstId(COLD_DAYS) + random.nextLong(table.rowsPerDay()));
        ids.forEach((where, id) -> {
            results.put(LOOKUP + " by key of a row " + where, lookups(id, table::lookupByKey));
            results.put(
                    LOOKUP + " by condition of a row " + where,
                    lookups(id, key -> ArchivedTable.lookup(table.bronze(), key)));
        });
    }

    private PairedQueries lookups(LongSupplier ids, LongFunction<String> ofBronze) {
        PairedQueries warmUp = new PairedQueries(clickHouse);
        for (int i = 0; i < WARM_UP_LOOKUPS; i++) {
            look(warmUp, ids.getAsLong(), ofBronze);
        }
        PairedQueries measured = new PairedQueries(clickHouse);
        for (int i = 0; i < (run.quick() ? QUICK_LOOKUPS : LOOKUPS); i++) {
            look(measured, ids.getAsLong(), ofBronze);
        }
        return measured;
    }

    private static void look(PairedQueries pairs, long id, LongFunction<String> ofBronze) {
        pairs.ask(ofBronze.apply(id), ArchivedTable.lookup(ONE_TABLE + " FINAL", id));
    }

    private SectionReport report(Map<String, PairedQueries> results, ObjectNode conditions) {
        ObjectNode figures = JsonNodeFactory.instance.objectNode();
        figures.set("conditions", conditions);
        figures.put("targetAggregateAtMost", AGGREGATE_TARGET).put("targetLookupMillis", LOOKUP_TARGET_MILLIS);
        ArrayNode list = figures.putArray("queries");
        Table table = new Table("query", "bronze p50 ms", "p95 ms", "one table p50 ms", "p95 ms", "bronze / one table");
        BarChart chart = new BarChart(
                        "Bronze, 95 % of it on the object store, beside one table", "median, milliseconds")
                .note(Conditions.line(conditions));
        List<String> ratios = new ArrayList<>();
        results.forEach((what, pairs) -> {
            list.add(pairs.json(what));
            table.add(
                    what,
                    Table.number(pairs.bronzeMillis(0.5)),
                    Table.number(pairs.bronzeMillis(0.95)),
                    Table.number(pairs.oneTableMillis(0.5)),
                    Table.number(pairs.oneTableMillis(0.95)),
                    Table.number(pairs.ratio()));
            chart.add(what + ", bronze", pairs.bronzeMillis(0.5), true);
            chart.add(what + ", one table", pairs.oneTableMillis(0.5), false);
            ratios.add(ratio(what, pairs));
        });
        return new SectionReport(name(), figures, table, chart, String.join("; ", ratios));
    }

    private static String ratio(String what, PairedQueries pairs) {
        boolean isLookup = what.startsWith(LOOKUP);
        return isLookup
                ? String.format(
                        Locale.ROOT,
                        "%s p50 %.0f ms, p95 %.0f ms (target: %d ms) = %.2f x one table",
                        what,
                        pairs.bronzeMillis(0.5),
                        pairs.bronzeMillis(0.95),
                        LOOKUP_TARGET_MILLIS,
                        pairs.ratio())
                : String.format(
                        Locale.ROOT,
                        "%s = %.2f x the time%s",
                        what,
                        pairs.ratio(),
                        what.equals(MERGED) ? "" : " (target: at most " + AGGREGATE_TARGET + ")");
    }
}
