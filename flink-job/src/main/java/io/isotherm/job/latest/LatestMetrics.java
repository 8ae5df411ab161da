package io.isotherm.job.latest;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** The operator's metrics, in group {@code latest}. */
final class LatestMetrics {
    final Counter stale;
    final Counter filledRows;
    final Counter unresolvedRows;
    final Counter deletesWithoutState;
    final Counter partitionMoves;

    private final MetricGroup group;

    LatestMetrics(MetricGroup parent) {
        group = parent.addGroup("latest");
        stale = group.counter("staleRows");
        filledRows = group.counter("filledRows");
        unresolvedRows = group.counter("unresolvedRows");
        deletesWithoutState = group.counter("deletesWithoutState");
        partitionMoves = group.counter("partitionMoves");
    }

    /** Sizes of what this subtask has touched since its start; -1 where the layout cannot tell. */
    void observe(LatestState state) {
        group.gauge("liveKeys", (Gauge<Long>) state::liveKeys);
        group.gauge("stateBytes", (Gauge<Long>) state::bytes);
    }
}
