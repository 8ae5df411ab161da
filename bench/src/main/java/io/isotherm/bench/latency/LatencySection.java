package io.isotherm.bench.latency;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isotherm.bench.BenchRun;
import io.isotherm.bench.Section;
import io.isotherm.bench.report.BarChart;
import io.isotherm.bench.report.Conditions;
import io.isotherm.bench.report.SectionReport;
import io.isotherm.bench.report.Table;
import io.isotherm.bench.stack.Pause;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How long a change takes from COMMIT in Postgres until a query in ClickHouse shows it, at several rates and after idle
 * time. One connection commits, one client asks ClickHouse for what it has not seen yet, about a hundred times a
 * second.
 */
public final class LatencySection implements Section {
    private static final List<Integer> RATES = List.of(1, 200, 2_000, 10_000);
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(120);
    private static final int WARM_UP_RATE = 100;
    private static final int WARM_UP_SECONDS = 5;

    private BenchRun run;
    private final List<ProbeResult> results = new ArrayList<>();
    private long nextNumber = 1_000_000;

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public SectionReport run(BenchRun bench) throws Exception {
        run = bench;
        ObjectNode conditions = Conditions.of(bench.stack());
        ProbeTable.create(bench.stack());
        try (Connection connection = bench.stack().postgres()) {
            ProbeTable.prefill(connection, nextNumber);
            measure(new IsothermTarget(bench.stack(), true), connection);
            measure(new IsothermTarget(bench.stack(), false), connection);
            measure(new MaterializedTarget(bench.stack()), connection);
        }
        return report(conditions);
    }

    private void measure(ProbeTarget target, Connection connection) throws Exception {
        int seconds = run.quick() ? 10 : 60;
        try {
            target.start();
            warmUp(target, connection);
            for (int rate : RATES) {
                ProbeResult result =
                        probe(target, connection, rate, rate * seconds, String.format(Locale.ROOT, "%,d/s", rate));
                results.add(result);
                if (result.missing() > 0) {
                    run.say("  " + target.name() + " does not keep up with " + rate + " changes/s");
                    return;
                }
            }
            afterIdle(target, connection, seconds);
        } finally {
            target.stop();
        }
    }

    /** Until the first changes are visible: a snapshot may come before them. */
    private void warmUp(ProbeTarget target, Connection connection) throws Exception {
        ProbeWatcher watcher = new ProbeWatcher(run.stack().clickHouse(), target.database());
        ProbeTable.prefill(connection, nextNumber + 2 * ProbeTable.UPDATES_AFTER);
        nextNumber += 2 * ProbeTable.UPDATES_AFTER;
        Pause.until("the table of " + target.name(), STARTS_WITHIN, watcher::canBeRead);
        probe(target, connection, WARM_UP_RATE, WARM_UP_RATE * WARM_UP_SECONDS, "warm-up");
    }

    private void afterIdle(ProbeTarget target, Connection connection, int idleSeconds) throws Exception {
        Pause.millis(Duration.ofSeconds(idleSeconds).toMillis());
        results.add(probe(target, connection, 1, 1, "after " + idleSeconds + " s idle"));
    }

    private ProbeResult probe(ProbeTarget target, Connection connection, int rate, int changes, String load)
            throws Exception {
        ProbeRun probe = new ProbeRun(nextNumber, changes);
        nextNumber += changes;
        ProbeWatcher watcher = new ProbeWatcher(run.stack().clickHouse(), target.database());
        ExecutorService background = Executors.newSingleThreadExecutor();
        try {
            Future<?> writing = background.submit(() -> {
                new ProbeWriter(connection, rate).write(probe);
                return null;
            });
            watcher.watch(probe);
            writing.get();
        } finally {
            background.shutdownNow();
        }
        double reached = probe.committedCount() < 2 ? rate : (probe.committedCount() - 1) / probe.seconds();
        ProbeResult result = new ProbeResult(
                target.name(),
                load,
                reached,
                probe.latencies(),
                watcher,
                probe.committedCount(),
                Timeline.of(probe, target.checkpoints()));
        run.say("  %-22s %-16s p50 %,8.0f ms  p99 %,8.0f ms  max %,8.0f ms  missing %d"
                .formatted(
                        target.name(),
                        load,
                        result.percentile(0.5),
                        result.percentile(0.99),
                        result.percentile(1),
                        result.missing()));
        return result;
    }

    private SectionReport report(ObjectNode conditions) {
        ObjectNode figures = JsonNodeFactory.instance.objectNode();
        figures.set("conditions", conditions);
        ArrayNode list = figures.putArray("results");
        Table table = ProbeResult.table();
        BarChart chart = new BarChart("From COMMIT in Postgres to visible in ClickHouse", "median, milliseconds")
                .note(Conditions.line(conditions));
        for (ProbeResult result : results) {
            list.add(result.json());
            result.addTo(table);
            chart.add(
                    result.target() + ", " + result.load(),
                    result.percentile(0.5),
                    result.target().equals(IsothermTarget.NAME));
        }
        return new SectionReport(name(), figures, table, chart, ratios());
    }

    /** Of the medians and the 99th percentiles at loads that both carried. */
    private String ratios() {
        List<String> parts = new ArrayList<>();
        for (ProbeResult ours : results) {
            for (ProbeResult other : results) {
                boolean pair = ours.target().equals(IsothermTarget.NAME)
                        && !other.target().equals(IsothermTarget.NAME)
                        && ours.load().equals(other.load());
                if (pair) {
                    parts.add(String.format(
                            Locale.ROOT,
                            "at %s Isotherm takes %.2f (p99 %.2f) of the time of %s",
                            ours.load(),
                            ours.percentile(0.5) / other.percentile(0.5),
                            ours.percentile(0.99) / other.percentile(0.99),
                            other.target()));
                }
            }
        }
        return parts.isEmpty() ? "there is no load that both carried" : String.join("; ", parts);
    }
}
