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
import io.isotherm.job.ReducedJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What Isotherm would gain by doing without one of its guarantees, on heap and on RocksDB: the row that is kept to fill
 * in what the source leaves out, the history of every change, the audit of losses, and the disk sync before each
 * checkpoint. The texts of the table are short enough for the source to send them always, so that all variants end with
 * the same table.
 */
public final class GuaranteesSection implements Section {
    private static final int COLUMNS = 8;
    private static final long MOST_EVENTS = 4_000_000;
    private static final String WITH_HISTORY = "{partition_by: created_at, history: true}";
    private static final String WITHOUT_HISTORY = "{partition_by: created_at}";

    /** @param all what it is compared with: the same state, and nothing left out */
    private record Case(String state, String what, WideSystem system, WideSystem all) {}

    @Override
    public String name() {
        return "guarantees";
    }

    @Override
    public SectionReport run(BenchRun run) throws Exception {
        BenchStack stack = run.stack();
        long events = Math.min(run.events(), MOST_EVENTS);
        ObjectNode conditions = Conditions.of(stack).put("events", events).put("repeats", run.repeats());
        WideTopics topics = new WideTopics(stack, List.of(new WideTable("bench_guarantees", COLUMNS)), events);
        WideTopics.fill(run, List.of(topics));
        List<Case> cases = new ArrayList<>();
        cases.addAll(cases(stack, topics, "heap", IsothermSystem.HEAP));
        if (!run.quick()) {
            cases.addAll(cases(stack, topics, "RocksDB", IsothermSystem.ROCKS_DB));
        }
        List<WideSystem> systems = cases.stream().map(Case::system).toList();
        Comparison comparison = new Comparison(List.copyOf(systems));
        WideSystem.measureAll(run, systems, comparison);
        Connector.recreate(stack, BaseRecorder.TOPIC);
        return report(comparison, cases, conditions);
    }

    private static List<Case> cases(
            BenchStack stack, WideTopics topics, String state, Map<String, String> configuration) {
        WideSystem all = new WideSystem(
                stack, topics, JobVariant.whole(stack, state + ", every guarantee", WITH_HISTORY, configuration));
        WideSystem noHistory = new WideSystem(
                stack, topics, JobVariant.whole(stack, state + ", no history", WITHOUT_HISTORY, configuration));
        return List.of(
                new Case(state, "everything", all, all),
                new Case(
                        state,
                        "row kept for left-out texts",
                        reduced(stack, topics, state + ", no row kept", ReducedJob.Without.STORED_ROWS, configuration),
                        all),
                new Case(state, "history", noHistory, all),
                new Case(
                        state,
                        "loss audit",
                        reduced(stack, topics, state + ", no loss audit", ReducedJob.Without.LOSS_AUDIT, configuration),
                        all),
                new Case(
                        state,
                        "ClickHouse's disk before each checkpoint",
                        reduced(stack, topics, state + ", no disk sync", ReducedJob.Without.DISK_SYNC, configuration),
                        all));
    }

    private static WideSystem reduced(
            BenchStack stack,
            WideTopics topics,
            String name,
            ReducedJob.Without part,
            Map<String, String> configuration) {
        return new WideSystem(
                stack,
                topics,
                new JobVariant(
                        name,
                        stack.flink().benchJar(),
                        ReducedJob.class.getName(),
                        List.of(part.argument()),
                        WITH_HISTORY,
                        configuration));
    }

    private SectionReport report(Comparison comparison, List<Case> cases, ObjectNode conditions) {
        ObjectNode figures = JsonNodeFactory.instance.objectNode();
        figures.set("conditions", conditions);
        ArrayNode list = figures.putArray("variants");
        Table table = new Table("Isotherm", "seconds", "events/s", "sustained/s", "checkpoint MiB", "it / everything");
        BarChart chart = new BarChart("What each guarantee costs", "events per second, sustained")
                .note(Conditions.line(conditions));
        List<String> ratios = new ArrayList<>();
        for (Case each : cases) {
            String it = each.system().name();
            double sustained = comparison.median(it, Measurement::sustained);
            double gain = comparison.sustainedRatio(it, each.all().name());
            double checkpoint = comparison.median(
                    it, run -> run.details().get("checkpointBytes").doubleValue());
            table.add(
                    it,
                    Table.number(comparison.median(it, Measurement::seconds)),
                    Table.number(comparison.median(it, Measurement::perSecond)),
                    Table.number(sustained),
                    Table.number(checkpoint / (1 << 20)),
                    Table.number(gain));
            chart.add(it, sustained, each.system() == each.all());
            list.add(comparison.json(it).put("sustainedToEverything", gain));
            if (each.system() != each.all()) {
                ratios.add(String.format(
                        Locale.ROOT,
                        "%s costs %.0f %% of the rate (%s)",
                        each.what(),
                        (1 - 1 / gain) * 100,
                        each.state()));
            }
        }
        return new SectionReport(name(), figures, table, chart, String.join("; ", ratios));
    }
}
