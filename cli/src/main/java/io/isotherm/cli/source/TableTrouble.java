package io.isotherm.cli.source;

import io.isotherm.job.table.TableId;

/**
 * Why one table cannot be replicated as {@code tables.yaml} asks.
 *
 * @param column that is in the way; empty if it is the table itself
 * @param reason as the rest of a sentence about the column or the table
 * @param remedy what to do about it
 * @param runsOn whether the table was replicated before and still is: the job then puts what it cannot write among the
 *     dead letters, from where it is replayed. Otherwise nothing of the table is read
 */
public record TableTrouble(TableId table, String column, String reason, String remedy, boolean runsOn) {

    /** What it means for the table's rows. */
    public String effect() {
        return runsOn ? "changes go to the dead letters" : "left out";
    }

    /** In one sentence without the table's name. */
    public String sentence() {
        return (column.isEmpty() ? "it " : "column " + column + " ") + reason;
    }
}
