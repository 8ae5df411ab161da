package io.isotherm.job.sink.batch;

import io.isotherm.job.sink.table.InsertPlan;

/** Writes rows to a table, all or with an exception. */
@FunctionalInterface
public interface Inserter {

    /**
     * Returns when ClickHouse has acknowledged all rows. After an exception some blocks or partitions may have been
     * written and others not; sending the same rows again is harmless, because their versions are the same.
     */
    void insert(InsertPlan plan, RowRange rows);
}
