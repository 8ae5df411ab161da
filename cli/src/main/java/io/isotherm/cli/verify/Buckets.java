package io.isotherm.cli.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Sums of rows per bucket of the key's hash. */
final class Buckets {
    private Buckets() {}

    /** From rows of bucket, count and two sums. */
    static TreeMap<Integer, RowSums> read(Rows rows) {
        TreeMap<Integer, RowSums> buckets = new TreeMap<>();
        for (List<String> row = rows.next(); row != null; row = rows.next()) {
            buckets.put(Integer.valueOf(row.get(0)), RowSums.of(row, 1));
        }
        return buckets;
    }

    /** Buckets whose sums differ, in ascending order. */
    static List<Integer> differing(Map<Integer, RowSums> source, Map<Integer, RowSums> target) {
        TreeSet<Integer> all = new TreeSet<>(source.keySet());
        all.addAll(target.keySet());
        List<Integer> differing = new ArrayList<>();
        for (Integer bucket : all) {
            if (!source.getOrDefault(bucket, RowSums.NONE).equals(target.getOrDefault(bucket, RowSums.NONE))) {
                differing.add(bucket);
            }
        }
        return differing;
    }
}
