package io.isotherm.job.latest;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.model.KeyHash;
import io.isotherm.job.table.RowShape;
import java.util.HashMap;
import java.util.Map;

/** What the rules have to know about the rows of one shape, worked out once. */
final class ShapePlan {
    /** Not allowed in the names of topics; part of savepoints. */
    private static final String FLOOR_SUFFIX = "#truncated";

    private final RowShape shape;
    private final String topic;
    private final String floorName;
    private final int floorHash;
    private final Partitioning partitioning;
    private final boolean keepsNothing;
    private final RowLayout layout;
    private final boolean[] keyColumns;
    private final Map<RowLayout, RowMapping> mappings = new HashMap<>();

    ShapePlan(RowShape shape, TablesConfig tables) {
        this.shape = shape;
        this.topic = shape.ref().topic();
        this.floorName = topic + FLOOR_SUFFIX;
        this.floorHash = KeyHash.hash(KeyHash.seed(floorName), new byte[0], 0, 0);
        TableSettings settings = tables.settingsOf(shape.table()).orElse(TableSettings.DEFAULTS);
        this.partitioning = Partitioning.of(shape, settings.partition());
        this.keepsNothing = shape.retention() == RowShape.Retention.NONE;
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

    /** Under which the bucket keeps the version of the table's last truncate, see {@link BoundShapes}. */
    String floorName() {
        return floorName;
    }

    int floorHash() {
        return floorHash;
    }

    /** Null if rows cannot move between partitions. */
    Partitioning partitioning() {
        return partitioning;
    }

    /** Null if rows are not stored. */
    RowLayout layout() {
        return layout;
    }

    /** Whether nothing of its rows is stored. */
    boolean keepsNothing() {
        return keepsNothing;
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
