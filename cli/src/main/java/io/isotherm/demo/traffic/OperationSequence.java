package io.isotherm.demo.traffic;

import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;

/**
 * Which operation comes at which place, and with which random numbers: a function of the weights and the seed alone, so
 * that a failed operation can be repeated and a run can be repeated from the same data.
 */
final class OperationSequence {
    /** Golden ratio: neighbouring indexes become seeds far apart. */
    private static final long INDEX_SPREAD = 0x9E3779B97F4A7C15L;

    private final SortedMap<String, Double> weights;
    private final double totalWeight;
    private final long seed;

    OperationSequence(SortedMap<String, Double> weights, long seed) {
        this.weights = weights;
        this.totalWeight =
                weights.values().stream().mapToDouble(Double::doubleValue).sum();
        this.seed = seed;
    }

    /** @param random the numbers for the operation itself */
    record Step(String operation, SplittableRandom random) {}

    Step at(long index) {
        SplittableRandom random = new SplittableRandom(seed ^ (index * INDEX_SPREAD));
        double left = random.nextDouble() * totalWeight;
        for (Map.Entry<String, Double> candidate : weights.entrySet()) {
            left -= candidate.getValue();
            if (left < 0) {
                return new Step(candidate.getKey(), random);
            }
        }
        // Rounding only: the weights add up to the total.
        return new Step(weights.lastKey(), random);
    }
}
