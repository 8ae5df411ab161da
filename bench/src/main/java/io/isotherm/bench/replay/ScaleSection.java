package io.isotherm.bench.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isotherm.bench.BenchRun;
import io.isotherm.bench.Section;
import io.isotherm.bench.report.BarChart;
import io.isotherm.bench.report.Conditions;
import io.isotherm.bench.report.SectionReport;
import io.isotherm.bench.report.Table;
import io.isotherm.bench.stack.BenchStack;
import io.isotherm.bench.stack.Connector;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What an event costs Isotherm when it is spread over more tables, and when its table has more columns. */
public final class ScaleSection implements Section {
    /**
     * Values of one case, all columns of all events together. Of narrow events there are many: what a table costs once,
     * at the start of the job, is not to be taken for what its events cost.
     */
    private static final long MOST_VALUES = 400_000_000;

    private static final String TABLE_OPTIONS = "{partition_by: created_at}";
    private static final double TARGET = 1.2;
    /**
     * Whole rows of 100 columns are kept, some 4 GB of events: the state shall fit, for it is not what is measured
     * here.
     */
    private static final String MEMORY = "6g";

    /** The first is what the others are compared with. */
    private static final List<Case> CASES =
            List.of(new Case(1, 5), new Case(10, 5), new Case(100, 5), new Case(1, 20), new Case(1, 100));

    private record Case(int tables, int columns) {
        String name() {
            return String.format(Locale.ROOT, "%d %s of %d columns", tables, tables == 1 ? "table" : "tables", columns);
        }

        long events(BenchRun run) {
            return Math.min(run.events(), MOST_VALUES / columns);
        }

        List<WideTable> sources() {
            return IntStream.range(0, tables)
                    .mapToObj(i -> new WideTable(
                            String.format(Locale.ROOT, "bench_scale_%dx%d_%03d", tables, columns, i), columns))
                    .toList();
        }
    }

    @Override
    public String name() {
        return "scale";
    }

    @Override
    public SectionReport run(BenchRun run) throws Exception {
        BenchStack stack = run.stack();
        stack.resizeTaskManager(MEMORY);
        ObjectNode conditions = Conditions.of(stack).put("events", run.events()).put("repeats", run.repeats());
        List<WideSystem> systems = prepare(run);
        Comparison comparison = new Comparison(List.copyOf(systems));
        WideSystem.measureAll(run, systems, comparison);
        stack.resizeTaskManager(null);
        Connector.recreate(stack, BaseRecorder.TOPIC);
        return report(comparison, systems, conditions);
    }

    private static List<WideSystem> prepare(BenchRun run) throws SQLException {
        BenchStack stack = run.stack();
        List<WideSystem> systems = new ArrayList<>();
        for (Case each : CASES) {
            systems.add(new WideSystem(
                    stack,
                    new WideTopics(stack, each.sources(), each.events(run)),
                    JobVariant.whole(stack, each.name(), TABLE_OPTIONS, IsothermSystem.HEAP)));
        }
        List<WideTopics> topics = systems.stream().map(WideSystem::topics).toList();
        WideTopics.fill(run, topics);
        return systems;
    }

    private SectionReport report(Comparison comparison, List<WideSystem> systems, ObjectNode conditions) {
        ObjectNode figures = JsonNodeFactory.instance.objectNode();
        figures.set("conditions", conditions);
        figures.put("targetCostAtMost", TARGET);
        ArrayNode list = figures.putArray("cases");
        Table table =
                new Table("case", "events", "seconds", "events/s", "sustained/s", "sustained MB/s", "cost per event");
        BarChart chart = new BarChart("More tables, more columns", "events per second, sustained")
                .note(Conditions.line(conditions));
        String first = systems.get(0).name();
        List<String> ratios = new ArrayList<>();
        for (WideSystem system : systems) {
            String it = system.name();
            double sustained = comparison.median(it, Measurement::sustained);
            double bytes = (double) system.topics().bytes() / system.topics().records();
            double cost = comparison.sustainedRatio(first, it);
            table.add(
                    it,
                    Table.number(system.topics().records()),
                    Table.number(comparison.median(it, Measurement::seconds)),
                    Table.number(comparison.median(it, Measurement::perSecond)),
                    Table.number(sustained),
                    Table.number(sustained * bytes / 1e6),
                    Table.number(cost));
            chart.add(it, sustained, true);
            list.add(comparison
                    .json(it)
                    .put("events", system.topics().records())
                    .put("bytesPerEvent", bytes)
                    .put("costPerEventToFirst", cost));
            if (!it.equals(first)) {
                ratios.add(String.format(
                        Locale.ROOT,
                        "%s = %.2f x the cost per event%s",
                        it,
                        cost,
                        system.topics().tables().size() == 1 ? "" : " (target: at most " + TARGET + ")"));
            }
        }
        return new SectionReport(name(), figures, table, chart, "beside " + first + ": " + String.join("; ", ratios));
    }
}
