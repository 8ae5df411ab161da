package io.isotherm.job.sink.table;

import java.math.BigInteger;
import java.util.List;

/**
 * How rows of one shape are inserted into their table as it is now.
 *
 * @param table in hot
 * @param target what follows {@code INSERT INTO}: the table and its columns and, where the shape's types are not the
 *     table's, the SELECT that converts them
 * @param header the shape's columns and types, which the server compares with what it expects
 * @param narrowing names the columns whose values may not fit into the table, and the remedy; empty if all of them do
 * @param narrowed the same columns, each with what the table would need
 * @param until the highest version of rows that it is for, because columns have had other names since; null if it is
 *     for all
 */
public record InsertPlan(
        TargetTable table,
        String target,
        byte[] header,
        String narrowing,
        List<SchemaChange> narrowed,
        BigInteger until) {
    /** One for a table that every value fits into. */
    public InsertPlan(TargetTable table, String target, byte[] header) {
        this(table, target, header, "", List.of(), null);
    }

    boolean isFor(BigInteger newest) {
        return until == null || newest.compareTo(until) <= 0;
    }

    /** The text of a refusal, with what may be its cause. */
    public String explained(String refusal) {
        return narrowing.isEmpty() ? refusal : refusal + "; " + narrowing;
    }
}
