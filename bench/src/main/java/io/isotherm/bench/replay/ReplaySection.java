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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How fast a full topic gets into ClickHouse:
 *
 * <ol>
 *   <li>Debezium makes the events of a few thousand orders;
 *   <li>they are copied onto new orders until the topic is as long as wanted;
 *   <li>each system reads the same topic, one after the other, and must end with the same table.
 * </ol>
 */
public final class ReplaySection implements Section {
    @Override
    public String name() {
        return "replay";
    }

    @Override
    public SectionReport run(BenchRun run) throws Exception {
        BenchStack stack = run.stack();
        ObjectNode conditions = Conditions.of(stack);
        Replay replay = prepareTopic(run);
        conditions.put("events", replay.records());
        conditions.put("bytes", replay.bytes());
        conditions.put("repeats", run.repeats());

        List<ReplaySystem> systems = systems(stack, replay);
        Comparison comparison = new Comparison(systems);
        comparison.measure(run, systems, system -> Measurement.of(system, replay));
        Connector.recreate(stack, BaseRecorder.TOPIC);
        return report(comparison, systems, conditions);
    }

    private static Replay prepareTopic(BenchRun run) throws Exception {
        BenchStack stack = run.stack();
        BaseRecorder.Base base = new BaseRecorder(stack).record();
        Connector.remove(stack);
        EventMultiplier events = EventMultiplier.atLeast(base.events(), run.events());
        new OrdersTable(stack.clickHouse()).readExpected(stack, base.firstId());
        long start = System.nanoTime();
        long bytes = new TopicWriter(stack.kafka(), BaseRecorder.TOPIC).write(events, Replay.MARKS);
        run.say(String.format(
                Locale.ROOT,
                "%,d events of Debezium copied %,d times: %,d events, %,d MB, written in %.1f s",
                base.events().size(),
                events.copies(),
                events.events(),
                bytes / 1_000_000,
                (System.nanoTime() - start) / 1e9));
        return new Replay(stack.clickHouse(), events, bytes);
    }

    /** Ours first, the limits last. */
    private static List<ReplaySystem> systems(BenchStack stack, Replay replay) {
        return List.of(
                IsothermSystem.onHeap(stack, replay),
                IsothermSystem.onRocksDb(stack, replay),
                KafkaEngineSystem.tuned(stack, replay),
                KafkaEngineSystem.byDefault(stack, replay),
                new TutorialSystem(stack, replay),
                new DiscardSystem(stack, replay),
                ConsumerLimit.plain(stack, replay),
                ConsumerLimit.decoding(stack, replay));
    }

    private SectionReport report(Comparison comparison, List<ReplaySystem> systems, ObjectNode conditions) {
        ObjectNode figures = JsonNodeFactory.instance.objectNode();
        figures.set("conditions", conditions);
        ArrayNode list = figures.putArray("systems");
        Table table = new Table("system", "seconds", "events/s", "sustained/s", "heap / it", "RocksDB / it");
        BarChart chart = new BarChart("A full topic into ClickHouse", "events per second, submit to last row visible")
                .note(Conditions.line(conditions));
        String heap = systems.get(0).name();
        String rocks = systems.get(1).name();
        for (ReplaySystem system : systems) {
            String it = system.name();
            double rate = comparison.median(it, Measurement::perSecond);
            double toHeap = comparison.ratio(heap, it);
            double toRocks = comparison.ratio(rocks, it);
            table.add(
                    it,
                    Table.number(comparison.median(it, Measurement::seconds)),
                    Table.number(rate),
                    Table.number(comparison.median(it, Measurement::sustained)),
                    Table.number(toHeap),
                    Table.number(toRocks));
            chart.add(it, rate, system.isOurs());
            list.add(comparison
                    .json(it)
                    .put("isothermHeapToThis", toHeap)
                    .put("isothermRocksDbToThis", toRocks)
                    .put("sustainedHeapToThis", comparison.sustainedRatio(heap, it))
                    .put("sustainedRocksDbToThis", comparison.sustainedRatio(rocks, it)));
        }
        return new SectionReport(name(), figures, table, chart, ratios(comparison, systems));
    }

    private static String ratios(Comparison comparison, List<ReplaySystem> systems) {
        List<String> parts = new ArrayList<>();
        for (ReplaySystem ours : systems.subList(0, 2)) {
            for (ReplaySystem other : systems.subList(2, systems.size() - 2)) {
                parts.add(String.format(
                        Locale.ROOT,
                        "%s = %.2f x %s (sustained %.2f)",
                        ours.name(),
                        comparison.ratio(ours.name(), other.name()),
                        other.name(),
                        comparison.sustainedRatio(ours.name(), other.name())));
            }
        }
        return String.join("; ", parts);
    }
}
