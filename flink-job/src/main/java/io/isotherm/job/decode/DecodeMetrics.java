package io.isotherm.job.decode;

import io.isotherm.job.model.DeadLetter;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;

/** Metrics of the decode stage, below the operator's own group. Only its task thread may touch them. */
final class DecodeMetrics {
    /** Records read, whatever became of them. */
    final Counter consumed;
    /** Records that became a row. */
    final Counter decoded;
    /** Records that carry no row: Kafka tombstones and truncates. */
    final Counter ignored;
    /** Truncates among the ignored, whether the table applies them or not. */
    final Counter truncates;
    /** Values the source left out because they are TOASTed and did not change. */
    final Counter placeholders;
    /** Pairs of writer schemas compiled since the start. */
    final Counter schemas;

    private final Map<DeadLetter.Reason, Counter> deadLetters = new EnumMap<>(DeadLetter.Reason.class);

    DecodeMetrics(MetricGroup group) {
        consumed = group.counter("consumed", new SimpleCounter());
        decoded = group.counter("decoded", new SimpleCounter());
        ignored = group.counter("ignored", new SimpleCounter());
        truncates = group.counter("truncates", new SimpleCounter());
        placeholders = group.counter("placeholders", new SimpleCounter());
        schemas = group.counter("schemasCompiled", new SimpleCounter());
        for (DeadLetter.Reason reason : DeadLetter.Reason.values()) {
            deadLetters.put(
                    reason, group.addGroup("reason", reason.name()).counter("deadLetters", new SimpleCounter()));
        }
    }

    void deadLetter(DeadLetter.Reason reason) {
        deadLetters.get(reason).inc();
    }
}
