package io.isotherm.job.table;

import java.io.Serializable;

/** Finds the layout of rows. Not thread-safe; every operator opens its own. */
public interface RowShapes {

    /**
     * @throws RuntimeException if the shape cannot be derived from the writer schemas; decode has derived it before, so
     *     a later stage lets the job fail
     */
    RowShape get(ShapeRef ref);

    /** Serializable recipe, opened on the task manager. */
    @FunctionalInterface
    interface Factory extends Serializable {
        RowShapes open();
    }
}
