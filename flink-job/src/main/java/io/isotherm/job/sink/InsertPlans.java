package io.isotherm.job.sink;

import io.isotherm.job.table.RowShape;
import io.isotherm.job.table.TableId;

/** Knows the tables that rows go to. Thread-safe. */
interface InsertPlans {

    /**
     * The plan for a shape; makes or alters the table if it has to.
     *
     * @throws SchemaIncompatibleException if the table cannot hold rows of this shape
     */
    InsertPlan planFor(RowShape shape);

    /** Forgets what is known of a table, because the server has contradicted it. */
    void invalidate(TableId table);
}
