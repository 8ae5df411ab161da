package io.isotherm.job.sink.table;

import java.math.BigInteger;

/** Knows the tables that rows go to. Thread-safe. */
public interface InsertPlans {

    /**
     * The plan for rows of the table's shape; makes or alters the table if it has to.
     *
     * @param newest the highest version of the rows: the newest row tells what the source's columns are called
     * @throws SchemaIncompatibleException if the table cannot hold rows of this shape
     */
    InsertPlan planFor(TargetTable table, BigInteger newest);

    /** Writes down that a row has a value that the table cannot hold as it is. */
    void refused(InsertPlan plan);

    /** Forgets what is known of a table, because the server has contradicted it. */
    void invalidate(TargetTable table);
}
