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
import io.isotherm.bench.stack.BenchException;
import io.isotherm.bench.stack.BenchStack;
import io.isotherm.bench.stack.Connector;
import io.isotherm.bench.stack.Pause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the job needs for so many live keys: memory of the TaskManager that is resident, and bytes of a checkpoint. */
public final class MemorySection implements Section {
    private static final Duration LOADS_WITHIN = Duration.ofMinutes(15);
    private static final Duration CHECKPOINT_WITHIN = Duration.ofMinutes(3);

    /**
     * @param memory what the TaskManager is given, as Flink spells it
     * @param mayFail whether it is a finding, and no fault, that so much state does not fit
     */
    private record Case(long keys, boolean onHeap, String memory, boolean mayFail) {}

    /** @param failure why there are no figures, or null: the state may not fit into what it is given */
    private record Result(Case given, long resident, long checkpoint, String failure) {
        boolean fits() {
            return failure == null;
        }
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public SectionReport run(BenchRun run) throws Exception {
        BenchStack stack = run.stack();
        ObjectNode conditions = Conditions.of(stack);
        BaseRecorder.Base base = new BaseRecorder(stack).record();
        Connector.remove(stack);
        List<Result> results = new ArrayList<>();
        EventMultiplier events = null;
        for (Case each : cases(run.quick())) {
            if (events == null || events.events() < each.keys()) {
                events = EventMultiplier.atLeast(inserts(base), each.keys());
                new TopicWriter(stack.kafka(), BaseRecorder.TOPIC).write(events, Replay.MARKS);
            }
            Result result = measure(stack, each, new Replay(stack.clickHouse(), events, 0));
            results.add(result);
            run.say(line(result));
        }
        stack.resizeTaskManager(null);
        Connector.recreate(stack, BaseRecorder.TOPIC);
        return report(results, conditions);
    }

    private static List<Case> cases(boolean quick) {
        if (quick) {
            return List.of(new Case(50_000, true, "1g", false), new Case(50_000, false, "1g", false));
        }
        return List.of(
                new Case(100_000, true, "1g", false),
                new Case(100_000, false, "1g", false),
                new Case(1_000_000, true, "1g", false),
                new Case(1_000_000, false, "1g", false),
                new Case(10_000_000, true, "2g", true),
                new Case(10_000_000, false, "1536m", false));
    }

    /** The first event of each order. */
    private static List<BaseEvent> inserts(BaseRecorder.Base base) {
        Map<Long, BaseEvent> first = new LinkedHashMap<>();
        base.events().forEach(event -> first.putIfAbsent(event.key().id(), event));
        return List.copyOf(first.values());
    }

    /** Loads the topic and waits for a checkpoint of everything. */
    private static Result measure(BenchStack stack, Case given, Replay replay) {
        stack.resizeTaskManager(given.memory());
        IsothermSystem system =
                given.onHeap() ? IsothermSystem.onHeap(stack, replay) : IsothermSystem.onRocksDb(stack, replay);
        system.prepare();
        try {
            system.start();
            try {
                awaitCheckpointOfAll(given, system);
            } catch (BenchException e) {
                if (given.mayFail()) {
                    return new Result(given, 0, 0, e.getMessage());
                }
                throw e;
            }
            long rows = stack.clickHouse().number("SELECT count() FROM " + system.table() + " FINAL");
            if (rows != replay.records()) {
                throw new BenchException(nameOf(given) + " ended with " + rows + " rows of " + replay.records());
            }
            return new Result(
                    given,
                    stack.residentBytes("flink-taskmanager"),
                    system.details().get("checkpointBytes").longValue(),
                    null);
        } finally {
            system.stop();
        }
    }

    /** @throws BenchException if the job fails, as for want of memory, or takes too long */
    private static void awaitCheckpointOfAll(Case given, IsothermSystem system) {
        Pause.until("the load of " + nameOf(given), LOADS_WITHIN, () -> {
            system.requireHealthy();
            return system.progress().done();
        });
        long before = checkpoints(system);
        // the next one may have begun before the last row
        Pause.until("a checkpoint of " + nameOf(given), CHECKPOINT_WITHIN, () -> {
            system.requireHealthy();
            return checkpoints(system) >= before + 2;
        });
    }

    private static long checkpoints(IsothermSystem system) {
        return system.details().get("checkpoints").longValue();
    }

    private static String nameOf(Case given) {
        return String.format(Locale.ROOT, "%,d keys, %s", given.keys(), given.onHeap() ? "heap" : "RocksDB");
    }

    private static String line(Result result) {
        if (!result.fits()) {
            return String.format(
                    Locale.ROOT,
                    "  %-28s does not fit into %s: %s",
                    nameOf(result.given()),
                    result.given().memory(),
                    result.failure());
        }
        return String.format(
                Locale.ROOT,
                "  %-28s %,6d MiB resident of %s, checkpoint %,6d MiB",
                nameOf(result.given()),
                result.resident() >> 20,
                result.given().memory(),
                result.checkpoint() >> 20);
    }

    private SectionReport report(List<Result> results, ObjectNode conditions) {
        ObjectNode figures = JsonNodeFactory.instance.objectNode();
        figures.set("conditions", conditions);
        ArrayNode list = figures.putArray("states");
        Table table = new Table("state", "given", "resident MiB", "checkpoint MiB", "checkpoint bytes/key");
        BarChart chart = new BarChart("Memory of the TaskManager", "MiB resident").note(Conditions.line(conditions));
        List<String> parts = new ArrayList<>();
        for (Result result : results) {
            Case given = result.given();
            ObjectNode entry = list.addObject()
                    .put("keys", given.keys())
                    .put("state", given.onHeap() ? "heap" : "RocksDB")
                    .put("given", given.memory());
            if (!result.fits()) {
                table.add(nameOf(given), given.memory(), "does not fit", "", "");
                entry.put("failure", result.failure());
                parts.add(nameOf(given) + " does not fit into " + given.memory());
                continue;
            }
            table.add(
                    nameOf(given),
                    given.memory(),
                    Table.number(result.resident() >> 20),
                    Table.number(result.checkpoint() >> 20),
                    Table.number((double) result.checkpoint() / given.keys()));
            chart.add(nameOf(given), result.resident() >> 20, true);
            entry.put("residentBytes", result.resident()).put("checkpointBytes", result.checkpoint());
            parts.add(
                    String.format(Locale.ROOT, "%s = %.2f GiB", nameOf(given), result.resident() / (double) (1 << 30)));
        }
        return new SectionReport(name(), figures, table, chart, String.join("; ", parts));
    }
}
