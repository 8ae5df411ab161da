package io.isotherm.bench.latency;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * When changes were slow, and what happened then.
 *
 * @param slowestPerSecond the longest latency, in milliseconds, of each second's changes
 * @param checkpointSeconds when checkpoints began, in seconds since the first commit
 */
record Timeline(double[] slowestPerSecond, List<Double> checkpointSeconds) {
    static Timeline of(ProbeRun run, List<Long> checkpointMillis) {
        double[] slowest = run.slowestPerSecond();
        List<Double> seconds = checkpointMillis.stream()
                .map(moment -> (moment - run.startMillis()) / 1e3)
                .filter(second -> second >= 0 && second <= slowest.length)
                .sorted()
                .toList();
        return new Timeline(slowest, seconds);
    }

    ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode slowest = node.putArray("slowestMillisPerSecond");
        for (double millis : slowestPerSecond) {
            slowest.add(Math.round(millis));
        }
        ArrayNode checkpoints = node.putArray("checkpointSeconds");
        checkpointSeconds.forEach(checkpoints::add);
        return node;
    }
}
