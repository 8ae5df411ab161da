package io.isotherm.cli.watch;

import io.isotherm.job.table.TableId;

/** Brings rows of a table from Postgres again. */
@FunctionalInterface
public interface Rereading {
    /**
     * Returns when the rows are there.
     *
     * @param where stands behind {@code WHERE} in Postgres
     * @throws io.isotherm.cli.error.CliException if they do not come
     */
    void again(TableId table, String where);
}
