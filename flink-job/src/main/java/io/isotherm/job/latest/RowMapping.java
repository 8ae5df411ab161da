package io.isotherm.job.latest;

import io.isotherm.job.table.Column;
import io.isotherm.job.table.RowShape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which column of a stored layout holds the value of which column of a newer shape: the same name and type. */
final class RowMapping {
    private final List<Column> stored;
    private final int[] sources;

    RowMapping(RowShape target, RowLayout layout) {
        stored = layout.columns();
        Map<String, Integer> byName = new HashMap<>();
        for (int i = 0; i < stored.size(); i++) {
            byName.put(stored.get(i).name(), i);
        }
        sources = new int[target.columns().size()];
        for (int i = 0; i < sources.length; i++) {
            Column column = target.columns().get(i);
            int source = byName.getOrDefault(column.name(), -1);
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
