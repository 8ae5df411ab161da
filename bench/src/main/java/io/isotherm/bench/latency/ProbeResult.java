package io.isotherm.bench.latency;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isotherm.bench.report.Statistics;
import io.isotherm.bench.report.Table;

/**
 * What one target did at one rate. Latencies are in milliseconds.
 *
 * @param load for example {@code 200/s}
 * @param sorted latencies, ascending
 */
record ProbeResult(
        String target,
        String load,
        double reachedPerSecond,
        double[] sorted,
        ProbeWatcher watcher,
        int changes,
        Timeline timeline) {
    double percentile(double share) {
        return sorted.length == 0 ? Double.NaN : Statistics.percentile(sorted, share);
    }

    /** Changes that were not visible a minute after everything before them. */
    int missing() {
        return changes - sorted.length;
    }

    void addTo(Table table) {
        table.add(
                target,
                load,
                Table.number(reachedPerSecond),
                Table.number(percentile(0.5)),
                Table.number(percentile(0.95)),
                Table.number(percentile(0.99)),
                Table.number(percentile(1)),
                String.valueOf(missing()),
                String.valueOf(watcher.mostParts()),
                Table.number(watcher.millisPerLook()));
    }

    static Table table() {
        return new Table(
                "target", "load", "changes/s", "p50 ms", "p95 ms", "p99 ms", "max ms", "missing", "parts", "look ms");
    }

    ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("target", target)
                .put("load", load)
                .put("changes", changes)
                .put("changesPerSecond", reachedPerSecond)
                .put("p50Millis", percentile(0.5))
                .put("p95Millis", percentile(0.95))
                .put("p99Millis", percentile(0.99))
                .put("maxMillis", percentile(1))
                .put("missing", missing())
                .put("mostActivePartsOfAPartition", watcher.mostParts())
                .put("looks", watcher.looks())
                .put("millisPerLook", watcher.millisPerLook());
        node.setAll(timeline.json());
        return node;
    }
}
