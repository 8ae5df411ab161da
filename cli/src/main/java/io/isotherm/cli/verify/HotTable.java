package io.isotherm.cli.verify;

import io.isotherm.job.table.TableId;

/** Names of the hot tables and of what stands beside them. */
final class HotTable {
    static final String DATABASE = "hot";
    static final String BRONZE = "bronze";

    private HotTable() {}

    /** Quoted for ClickHouse, with its database. */
    static String name(TableId table) {
        return DATABASE + "." + Sql.targetName(table.targetName());
    }
}
