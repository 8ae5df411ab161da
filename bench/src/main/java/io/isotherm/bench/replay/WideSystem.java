package io.isotherm.bench.replay;

import io.isotherm.bench.BenchRun;
import io.isotherm.bench.stack.BenchStack;
import io.isotherm.bench.stack.ClickHouse;
import io.isotherm.bench.stack.JobSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Isotherm's job on the topics of {@link WideTopics}. */
final class WideSystem implements ReplaySystem {
    private final BenchStack stack;
    private final ClickHouse clickHouse;
    private final WideTopics topics;
    private final JobVariant variant;
    private final FlinkRun run;
    private long rowsBefore;
    /** Tables before this one have all their rows. */
    private int unfinished;

    WideSystem(BenchStack stack, WideTopics topics, JobVariant variant) {
        this.stack = stack;
        this.clickHouse = stack.clickHouse();
        this.topics = topics;
        this.variant = variant;
        this.run = new FlinkRun(stack);
    }

    @Override
    public String name() {
        return variant.name();
    }

    @Override
    public boolean isOurs() {
        return true;
    }

    WideTopics topics() {
        return topics;
    }

    /**
     * Each once unmeasured, while tables come to be and schemas are read; then all in turn, as often as wanted. A quick
     * run does without the first.
     */
    static void measureAll(BenchRun run, List<WideSystem> systems, Comparison comparison) {
        if (!run.quick()) {
            systems.forEach(WideSystem::measure);
        }
        comparison.measure(run, systems, WideSystem::measure);
    }

    private Measurement measure() {
        return Measurement.of(this, topics.records(), () -> topics.check(name()));
    }

    /** Tables of an earlier run stay, empty: what it takes to make them is not part of a measurement. */
    @Override
    public void prepare() {
        for (WideTable table : topics.tables()) {
            clickHouse.execute("TRUNCATE TABLE IF EXISTS " + table.hotTable() + " SYNC");
            clickHouse.execute("TRUNCATE TABLE IF EXISTS " + table.historyTable() + " SYNC");
        }
        run.prepare();
        rowsBefore = TableProgress.rowsWritten(clickHouse);
        unfinished = 0;
    }

    @Override
    public void start() {
        String tables = topics.tables().stream()
                .map(table -> "- " + table.qualifiedName() + ": " + variant.tableOptions())
                .collect(Collectors.joining("\n      "));
        List<String> arguments = new ArrayList<>(
                List.of("--config", JobSettings.write(stack, "wide", tables).toString()));
        arguments.addAll(variant.arguments());
        run.start(variant.jar(), variant.mainClass(), arguments, variant.flinkConfiguration());
    }

    @Override
    public Progress progress() {
        long rows = TableProgress.rowsWritten(clickHouse) - rowsBefore;
        if (rows == 0) {
            run.requireHealthy();
        }
        int tables = topics.tables().size();
        while (unfinished < tables && topics.isComplete(unfinished)) {
            unfinished++;
        }
        return new Progress(rows, unfinished == tables);
    }

    @Override
    public Map<String, Number> details() {
        return run.details();
    }

    /** More than one, perhaps: {@link WideTopics#check} looks at all of them. */
    @Override
    public String table() {
        return null;
    }

    @Override
    public void stop() {
        run.stop();
    }
}
