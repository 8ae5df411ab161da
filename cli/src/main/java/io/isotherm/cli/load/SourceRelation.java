package io.isotherm.cli.load;

import io.isotherm.job.table.TableId;

/**
 * A published table as Postgres has it now.
 *
 * @param oid tells it from an earlier or later table of the same name
 * @param about how many rows it has, by the planner's estimate
 * @param rowsHidden whether row-level security keeps rows from Debezium's role
 * @param columns the replicated ones, as {@link SourceColumns} reads them; empty if that is not known
 */
record SourceRelation(TableId id, long oid, long about, boolean rowsHidden, String columns) {}
