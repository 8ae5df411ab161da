package io.isotherm.job.latest;

import io.isotherm.job.table.Column;
import io.isotherm.job.table.RowShape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which column of a stored layout holds the value of which column of a newer shape: the one with its number, or its
 * name where a number is not known, if it has the same type.
 */
final class RowMapping {
    private final List<Column> stored;
    private final int[] sources;

    RowMapping(RowShape target, RowLayout layout) {
        stored = layout.columns();
        Map<String, Integer> byName = new HashMap<>();
        Map<Integer, Integer> byNumber = new HashMap<>();
        for (int i = 0; i < stored.size(); i++) {
            byName.put(stored.get(i).name(), i);
            byNumber.put(stored.get(i).number(), i);
        }
        sources = new int[target.columns().size()];
        for (int i = 0; i < sources.length; i++) {
            Column column = target.columns().get(i);
            int sameName = byName.getOrDefault(column.name(), -1);
            boolean isByName = column.number() == 0
                    || sameName >= 0 && stored.get(sameName).number() == 0;
            int source = isByName ? sameName : byNumber.getOrDefault(column.number(), -1);
            boolean isSameType = source >= 0 && stored.get(source).type().equals(column.type());
            sources[i] = isSameType ? source : -1;
        }
    }

    List<Column> stored() {
        return stored;
    }

    /** Index of the stored column, or -1 if the layout does not have it or has it with another type. */
    int source(int targetColumn) {
        return sources[targetColumn];
    }
}
