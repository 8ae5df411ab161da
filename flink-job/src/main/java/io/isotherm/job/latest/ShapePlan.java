package io.isotherm.job.latest;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.RowShape;
import java.util.HashMap;
import java.util.Map;

/** What the rules have to know about the rows of one shape, worked out once. */
final class ShapePlan {
    private final RowShape shape;
    private final String topic;
    private final Partitioning partitioning;
    private final RowLayout layout;
    private final boolean[] keyColumns;
    private final Map<RowLayout, RowMapping> mappings = new HashMap<>();

    ShapePlan(RowShape shape, TablesConfig tables) {
        this.shape = shape;
        this.topic = shape.ref().topic();
        TableSettings settings = tables.settingsOf(shape.table()).orElse(TableSettings.DEFAULTS);
        this.partitioning = Partitioning.of(shape, settings.partition());
        this.layout = shape.retention() == RowShape.Retention.ROW ? RowLayout.of(shape) : null;
        this.keyColumns = new boolean[shape.columns().size()];
        for (int column : shape.keyColumns()) {
            keyColumns[column] = true;
        }
    }

    RowShape shape() {
        return shape;
    }

    String topic() {
        return topic;
    }

    /** Null if rows cannot move between partitions. */
    Partitioning partitioning() {
        return partitioning;
    }

    /** Null if rows are not stored. */
    RowLayout layout() {
        return layout;
    }

    /** Whether version and deleted flag are all that is stored. */
    boolean isVersionOnly() {
        return partitioning == null && layout == null;
    }

    boolean isKey(int column) {
        return keyColumns[column];
    }

    /** How to read a stored row into this shape. */
    RowMapping mappingFrom(RowLayout stored) {
        return mappings.computeIfAbsent(stored, from -> new RowMapping(shape, from));
    }
}
