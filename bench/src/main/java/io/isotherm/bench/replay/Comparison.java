package io.isotherm.bench.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isotherm.bench.BenchRun;
import io.isotherm.bench.report.Statistics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** All runs of all systems; a system's n-th run is compared with the n-th run of another. */
final class Comparison {
    private final Map<String, List<Measurement>> runs = new LinkedHashMap<>();

    Comparison(List<ReplaySystem> systems) {
        systems.forEach(system -> runs.put(system.name(), new ArrayList<>()));
    }

    /**
     * Measures all systems in turn, as often as wanted. Every second time it is the other way round, so that none has
     * the first place always.
     */
    <S extends ReplaySystem> void measure(BenchRun run, List<S> systems, Function<S, Measurement> measure) {
        for (int repeat = 0; repeat < run.repeats(); repeat++) {
            List<S> order = new ArrayList<>(systems);
            if (repeat % 2 == 1) {
                Collections.reverse(order);
            }
            for (S system : order) {
                Measurement measurement = measure.apply(system);
                runs.get(measurement.system()).add(measurement);
                run.say(measurement.line());
            }
        }
    }

    double median(String system, ToDoubleFunction<Measurement> figure) {
        return Statistics.median(all(system, figure));
    }

    /** How many times as fast {@code ours} was, in the median of the pairs. */
    double ratio(String ours, String other) {
        return ratio(ours, other, Measurement::perSecond);
    }

    double sustainedRatio(String ours, String other) {
        return ratio(ours, other, Measurement::sustained);
    }

    private double ratio(String ours, String other, ToDoubleFunction<Measurement> figure) {
        return Statistics.medianRatio(all(ours, figure), all(other, figure));
    }

    private List<Double> all(String system, ToDoubleFunction<Measurement> figure) {
        return runs.get(system).stream().map(figure::applyAsDouble).toList();
    }

    ObjectNode json(String system) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("system", system);
        node.put("eventsPerSecond", median(system, Measurement::perSecond));
        node.put("sustainedPerSecond", median(system, Measurement::sustained));
        ArrayNode list = node.putArray("runs");
        for (Measurement run : runs.get(system)) {
            ObjectNode one = list.addObject()
                    .put("seconds", run.seconds())
                    .put("eventsPerSecond", run.perSecond())
                    .put("sustainedPerSecond", run.sustained())
                    .put("rowsWritten", run.rows());
            run.details().forEach((name, value) -> one.put(name, value.longValue()));
        }
        return node;
    }
}
