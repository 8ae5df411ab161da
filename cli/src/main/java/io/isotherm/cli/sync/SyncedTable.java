package io.isotherm.cli.sync;

import io.isotherm.job.config.SyncSettings;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.schema.PostgresColumn;
import io.isotherm.job.table.TableId;
import java.util.List;
import java.util.Optional;

/**
 * A table of the source as it is now, and how it is to be read.
 *
 * @param columns those that are replicated, in the table's order
 * @param key columns of the primary key, or of the one that {@code tables.yaml} declares, in its order
 * @param relations what its rows are in
 * @param hasTransactions whether rows carry the transaction that wrote them, as those of a view do not
 * @param watermarkIndexed whether rows can be found by their watermark without reading all
 * @param estimatedRows as the planner guesses, 0 if it does not
 */
record SyncedTable(
        TableId id,
        TableSettings settings,
        Optional<SyncSettings> sync,
        long oid,
        List<PostgresColumn> columns,
        List<String> key,
        List<Relation> relations,
        boolean hasTransactions,
        boolean watermarkIndexed,
        long estimatedRows) {

    Optional<PostgresColumn> watermark() {
        return sync.flatMap(settings -> columns.stream()
                .filter(column -> column.name().equals(settings.watermark()))
                .findFirst());
    }

    long pages() {
        return relations.stream().mapToLong(Relation::pages).sum();
    }
}
