package io.isotherm.bench.micro;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isotherm.bench.BenchRun;
import io.isotherm.bench.Section;
import io.isotherm.bench.replay.BaseRecorder;
import io.isotherm.bench.report.BarChart;
import io.isotherm.bench.report.Conditions;
import io.isotherm.bench.report.SectionReport;
import io.isotherm.bench.report.Table;
import io.isotherm.bench.stack.BenchException;
import io.isotherm.job.config.JobConfig;
import io.isotherm.job.schema.SchemaRegistry;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** {@link DecodeBenchmark} on the changes of orders that Debezium has just made. */
public final class MicroSection implements Section {
    private static final Map<String, String> NAMES = new LinkedHashMap<>();
    private static final String OURS = "plan";

    static {
        NAMES.put(OURS, "Isotherm's decode plan");
        NAMES.put("genericRecord", "GenericRecord, as Confluent's deserializer");
        NAMES.put("genericRecordReused", "GenericRecord, objects reused");
    }

    /**
     * @param nanos per change, the median of all iterations of all JVMs: others use the machine too
     * @param best iteration, in nanoseconds per change
     * @param bytes allocated per change
     */
    private record Cost(double nanos, double best, double bytes) {}

    @Override
    public String name() {
        return "micro";
    }

    @Override
    public SectionReport run(BenchRun run) throws Exception {
        ObjectNode conditions = Conditions.of(run.stack());
        RecordedChanges changes = RecordedChanges.of(
                BaseRecorder.TOPIC,
                new BaseRecorder(run.stack()).record().events(),
                new SchemaRegistry(new JobConfig.Registry(run.stack().registry(), Map.of())));
        conditions.put("changes", changes.changes().size());
        conditions.put(
                "bytesPerChange",
                changes.changes().stream()
                        .mapToInt(change -> change.value().length)
                        .average()
                        .orElseThrow());
        Path folder = run.stack().settings().runFolder();
        Path file = folder.resolve("changes.json");
        changes.save(file);
        Options options = options(run.quick(), file, folder.resolve("jmh.log"));
        conditions.put("forks", options.getForkCount().get());
        Map<String, Cost> costs = costs(new Runner(options).run());
        return report(costs, conditions);
    }

    private static Options options(boolean quick, Path changes, Path log) {
        return new OptionsBuilder()
                .include(DecodeBenchmark.class.getName() + "\\..*")
                .forks(quick ? 1 : 3)
                .warmupIterations(quick ? 3 : 5)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(quick ? 3 : 5)
                .measurementTime(TimeValue.seconds(1))
                .jvmArgs("-Xmx1g", "-D" + DecodeBenchmark.FILE + "=" + changes)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .output(log.toString())
                .build();
    }

    private static Map<String, Cost> costs(Collection<RunResult> results) {
        Map<String, Cost> costs = new LinkedHashMap<>();
        for (RunResult result : results) {
            Result<?> time = result.getPrimaryResult();
            costs.put(
                    time.getLabel(),
                    new Cost(
                            time.getStatistics().getPercentile(50),
                            time.getStatistics().getMin(),
                            result.getSecondaryResults()
                                    .get("gc.alloc.rate.norm")
                                    .getScore()));
        }
        if (!costs.keySet().equals(NAMES.keySet())) {
            throw new BenchException("JMH measured " + costs.keySet() + " instead of " + NAMES.keySet());
        }
        return costs;
    }

    private SectionReport report(Map<String, Cost> costs, ObjectNode conditions) {
        ObjectNode figures = JsonNodeFactory.instance.objectNode();
        figures.set("conditions", conditions);
        ArrayNode list = figures.putArray("decoders");
        Table table = new Table("Avro to RowBinary", "ns/change", "best", "bytes/change", "plan is times as fast");
        BarChart chart = new BarChart("A change from Avro to RowBinary", "nanoseconds per change, one thread")
                .note(Conditions.line(conditions));
        Cost ours = costs.get(OURS);
        StringBuilder ratios = new StringBuilder();
        NAMES.forEach((id, title) -> {
            Cost cost = costs.get(id);
            double ratio = cost.nanos() / ours.nanos();
            table.add(
                    title,
                    Table.number(cost.nanos()),
                    Table.number(cost.best()),
                    Table.number(cost.bytes()),
                    Table.number(ratio));
            chart.add(title, cost.nanos(), id.equals(OURS));
            list.addObject()
                    .put("decoder", title)
                    .put("nanosPerChange", cost.nanos())
                    .put("bestNanosPerChange", cost.best())
                    .put("bytesPerChange", cost.bytes())
                    .put("planIsTimesAsFast", ratio);
            if (!id.equals(OURS)) {
                ratios.append(ratios.isEmpty() ? "" : "; ")
                        .append(String.format(
                                Locale.ROOT,
                                "decode plan = %.2f x %s (bytes allocated %.2f x)",
                                ratio,
                                title,
                                ours.bytes() / cost.bytes()));
            }
        });
        return new SectionReport(name(), figures, table, chart, ratios.toString());
    }
}
