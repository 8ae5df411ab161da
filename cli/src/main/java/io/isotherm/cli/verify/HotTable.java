package io.isotherm.cli.verify;

import io.isotherm.job.table.TableId;

/** Names of the hot tables. */
final class HotTable {
    static final String DATABASE = "hot";

    private HotTable() {}

    /** Quoted for ClickHouse, with its database. */
    static String name(TableId table) {
        return DATABASE + "." + Sql.targetName(table.targetName());
    }
}
