package io.isotherm.job.sink;

/**
 * How rows of one shape are inserted into their table as it is now.
 *
 * @param table in hot
 * @param target what follows {@code INSERT INTO}: the table and its columns and, where the shape's types are not the
 *     table's, the SELECT that converts them
 * @param header the shape's columns and types, which the server compares with what it expects
 */
record InsertPlan(TargetTable table, String target, byte[] header) {}
