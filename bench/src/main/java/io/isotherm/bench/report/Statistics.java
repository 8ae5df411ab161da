package io.isotherm.bench.report;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** Arithmetic of measurements. */
public final class Statistics {
    private Statistics() {}

    /** The middle value, or the mean of the two in the middle. */
    public static double median(Collection<Double> values) {
        double[] sorted = sorted(values);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Median of the pairs' ratios: the n-th of {@code values} divided by the n-th of {@code others}. */
    public static double medianRatio(List<Double> values, List<Double> others) {
        if (values.size() != others.size()) {
            throw new IllegalArgumentException(values.size() + " values cannot be paired with " + others.size());
        }
        return median(IntStream.range(0, values.size())
                .mapToObj(i -> values.get(i) / others.get(i))
                .toList());
    }

    /**
     * The smallest value that at least this share of all values does not exceed (nearest rank).
     *
     * @param sorted ascending
     * @param share above 0, at most 1
     */
    public static double percentile(double[] sorted, double share) {
        if (sorted.length == 0) {
            throw new IllegalArgumentException("a percentile of no values");
        }
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(rank, 1) - 1];
    }

    public static double[] sorted(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("there are no values");
        }
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted;
    }
}
