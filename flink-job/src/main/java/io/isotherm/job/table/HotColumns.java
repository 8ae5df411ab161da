package io.isotherm.job.table;

import java.util.Set;

/** Names of columns that a source's column cannot have in a hot table. */
public final class HotColumns {
    private static final Set<String> OWN = Set.of("_version", "_is_deleted", "_committed_at", "_ingested_at");

    /**
     * ClickHouse refuses a table with one of the first three, which it stores itself. With a column of the last name,
     * the archive and the bronze view would ask the column for a row's partition.
     *
     * @see <a
     *     href="https://clickhouse.com/docs/engines/table-engines/mergetree-family/mergetree#virtual-columns">virtual
     *     columns</a>
     */
    private static final Set<String> CLICKHOUSE =
            Set.of("_row_exists", "_block_number", "_block_offset", "_partition_id");

    /**
     * What a row says of the change that it is, in a table that keeps every change because it has no key: the position
     * in the write-ahead log, the number of the row among those of that position, and what the source has done.
     */
    public static final String POSITION = "_lsn";

    public static final String NUMBER = "_nth";
    public static final String OPERATION = "_op";

    private HotColumns() {}

    /** Whether the hot table or ClickHouse has a column of this name already. */
    public static boolean isTaken(String column) {
        return OWN.contains(column) || CLICKHOUSE.contains(column);
    }
}
