package io.isotherm.job.latest;

import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.Version;
import io.isotherm.job.table.RowShapes;
import io.isotherm.job.table.ShapeRef;
import java.util.HashMap;
import java.util.Map;

/**
 * What the rules have to know of the shapes of one batch, by the batch's own numbers of them, in the bucket at hand.
 *
 * <p>A table that was truncated has a floor, the version of the truncate: no older change
 * counts any more. The floor is an entry of the bucket like any other, under a table name that no topic can have and
 * with an empty key.
 */
final class BoundShapes {
    private static final byte[] FLOOR_KEY = new byte[0];
    private static final int NOT_ASKED = -1;

    private final RowShapes shapes;
    private final TablesConfig tables;
    private final Map<ShapeRef, ShapePlan> plansByShape = new HashMap<>();

    private LatestBucket bucket;
    private int count;
    private ShapePlan[] plans = new ShapePlan[8];
    private int[] tableOrdinals = new int[8];
    private int[] layoutOrdinals = new int[8];
    // the floors' versions; 0 without a floor, which is below every change
    private long[] floorsHigh = new long[8];
    private long[] floorsLow = new long[8];

    BoundShapes(RowShapes shapes, TablesConfig tables) {
        this.shapes = shapes;
        this.tables = tables;
    }

    void bind(ChangeBatch batch, LatestBucket target) {
        bucket = target;
        count = batch.shapes().size();
        if (plans.length < count) {
            plans = new ShapePlan[count];
            tableOrdinals = new int[count];
            layoutOrdinals = new int[count];
            floorsHigh = new long[count];
            floorsLow = new long[count];
        }
        for (int i = 0; i < count; i++) {
            ShapeRef ref = batch.shapes().get(i);
            plans[i] = plansByShape.computeIfAbsent(ref, r -> new ShapePlan(shapes.get(r), tables));
            tableOrdinals[i] = bucket.table(plans[i].topic());
            layoutOrdinals[i] = NOT_ASKED;
            StoredEntry floor = bucket.hasTable(plans[i].floorName()) ? findFloor(plans[i]) : null;
            floorsHigh[i] = floor == null ? 0 : floor.versionHigh();
            floorsLow[i] = floor == null ? 0 : floor.versionLow();
        }
    }

    ShapePlan plan(int shape) {
        return plans[shape];
    }

    int tableOrdinal(int shape) {
        return tableOrdinals[shape];
    }

    /** The bucket's number of the layout that rows of this shape are stored in; looked up once per batch. */
    int layoutOrdinal(int shape) {
        if (layoutOrdinals[shape] == NOT_ASKED) {
            layoutOrdinals[shape] = bucket.layout(plans[shape].layout());
        }
        return layoutOrdinals[shape];
    }

    /** Whether a truncate of the table came after a change of this version. */
    boolean isTruncated(int shape, long high, long low) {
        return Version.compare(high, low, floorsHigh[shape], floorsLow[shape]) < 0;
    }

    /** Stores the version of a truncate, for all shapes of its table. */
    void raiseFloor(int shape, long high, long low) {
        ShapePlan truncated = plans[shape];
        findFloor(truncated);
        bucket.put(new NewEntry().begin(high, low, true));
        for (int i = 0; i < count; i++) {
            if (plans[i].topic().equals(truncated.topic())) {
                floorsHigh[i] = high;
                floorsLow[i] = low;
            }
        }
    }

    private StoredEntry findFloor(ShapePlan plan) {
        return bucket.find(bucket.table(plan.floorName()), plan.floorHash(), FLOOR_KEY, 0, 0);
    }
}
