package io.isotherm.demo.traffic;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts what a run has done so far. Used by the generator's thread only. */
final class TrafficProgress {
    private static final Duration MEASURED = Duration.ofSeconds(10);

    private final TrafficPlan plan;
    private final Clock clock;
    private final Instant started;
    private final SortedMap<String, OperationCount> operations = new TreeMap<>();
    private final Deque<Sample> samples = new ArrayDeque<>();

    private long changes;
    private long transactions;
    private long rollbacks;
    private long reconnects;
    private long failures;
    private Instant lastChange;
    private String lastProblem;

    TrafficProgress(TrafficPlan plan, Clock clock) {
        this.plan = plan;
        this.clock = clock;
        this.started = clock.instant();
        samples.add(new Sample(started, 0));
    }

    private static final class OperationCount {
        private long runs;
        private long changes;
    }

    private record Sample(Instant at, long changes) {}

    void done(String operation, long changed, boolean rolledBack) {
        OperationCount count = operations.computeIfAbsent(operation, name -> new OperationCount());
        count.runs++;
        count.changes += changed;
        changes += changed;
        if (rolledBack) {
            rollbacks++;
        } else {
            transactions++;
        }
        if (changed > 0) {
            lastChange = clock.instant();
        }
    }

    void failed(String problem) {
        failures++;
        lastProblem = problem;
    }

    void reconnected() {
        reconnects++;
    }

    void problem(String problem) {
        lastProblem = problem;
    }

    long changes() {
        return changes;
    }

    long reconnects() {
        return reconnects;
    }

    /**
     * The state file: all times in UTC, {@code measured_rate} in changes per second over the last 10 seconds.
     *
     * @param state running, reconnecting or stopped
     * @param changesGivenUp changes that the rate asked for and that will not be made up for
     */
    ObjectNode toJson(String state, long changesGivenUp) {
        Instant now = clock.instant();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("state", state);
        json.put("pid", ProcessHandle.current().pid());
        json.put("rate", plan.changesPerSecond());
        json.put("interval", plan.interval().toSeconds());
        json.put("measured_rate", measuredRate(now));
        json.put("seed", plan.seed());
        json.put("batch", plan.batch());
        json.put("started", started.toString());
        json.put("updated", now.toString());
        json.put("last_change", lastChange == null ? null : lastChange.toString());
        json.put("changes", changes);
        json.put("transactions", transactions);
        json.put("rollbacks", rollbacks);
        json.put("reconnects", reconnects);
        json.put("failures", failures);
        json.put("changes_given_up", changesGivenUp);
        json.put("last_problem", lastProblem);
        ObjectNode perOperation = json.putObject("operations");
        operations.forEach((name, count) ->
                perOperation.putObject(name).put("runs", count.runs).put("changes", count.changes));
        return json;
    }

    private double measuredRate(Instant now) {
        samples.add(new Sample(now, changes));
        while (samples.size() > 2 && samples.peek().at().isBefore(now.minus(MEASURED))) {
            samples.remove();
        }
        Sample oldest = samples.element();
        double seconds = Duration.between(oldest.at(), now).toNanos() / 1e9;
        return seconds == 0 ? 0 : Math.round(10 * (changes - oldest.changes()) / seconds) / 10.0;
    }
}
