package io.isotherm.cli.load;

import io.isotherm.cli.load.LoadedTables.Hot;
import io.isotherm.job.table.TableId;
import java.util.List;

/**
 * A published table as Postgres has it now.
 *
 * @param oid tells it from an earlier or later table of the same name
 * @param about how many rows it has, by the planner's estimate
 * @param rowsHidden whether row-level security keeps rows from Debezium's role
 * @param grows whether a column that is added to it is to come to ClickHouse, see {@code on_schema_change}
 * @param columns the replicated ones, as {@link SourceColumns} reads them; empty if that is not known
 */
record SourceRelation(TableId id, long oid, long about, boolean rowsHidden, boolean grows, String columns) {
    /** Columns that come to ClickHouse with the table's next change; none is known of a table that is not there. */
    List<String> missing(Hot hot) {
        return grows && !columns.isEmpty() && !hot.columns().isEmpty()
                ? SourceColumns.parse(columns).missing(hot.columns())
                : List.of();
    }
}
