package io.isotherm.cli.verify;

import io.isotherm.job.config.OnTrouble.OnNoKey;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.table.TableId;
import java.util.List;

/**
 * A Postgres table that is replicated.
 *
 * @param columns the published columns without the excluded ones, in the table's order
 * @param key names of the columns of the primary key, or of the one that {@code tables.yaml} or the replica identity
 *     declares, in key order; empty if there is none
 * @param generated names of columns that Postgres computes and does not send, without the excluded ones
 * @param rowFilter the publication's WHERE clause for the table as Postgres prints it, or null
 */
record ReplicatedTable(
        TableId id,
        TableSettings settings,
        List<SourceColumn> columns,
        List<String> key,
        List<String> generated,
        String rowFilter) {

    /** Whether its rows in ClickHouse are changes, because nothing else would tell them apart. */
    boolean isAppended() {
        return key.isEmpty() && settings.onTrouble().noKey() == OnNoKey.APPEND;
    }

    /** Quoted for Postgres, with its schema. */
    String sourceName() {
        return Sql.sourceName(id.schema()) + "." + Sql.sourceName(id.table());
    }

    SourceColumn column(String name) {
        return columns.stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(id + " has no column " + name));
    }
}
