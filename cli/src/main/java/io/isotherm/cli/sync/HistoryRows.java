package io.isotherm.cli.sync;

import io.isotherm.cli.verify.Sql;
import java.util.stream.Collectors;

/**
 * Adds a run's rows to the table of all changes. What a row was between two runs nobody knows; as it was at each it is
 * kept.
 */
final class HistoryRows {
    private final TableRun run;

    HistoryRows(TableRun run) {
        this.run = run;
    }

    void add() throws InterruptedException {
        run.load().prepareHistory(run.shape());
        String columns = run.target().columns("hot", run.table().id().targetName()).keySet().stream()
                .map(Sql::targetName)
                .collect(Collectors.joining(", "));
        String key = run.table().key().stream().map(Sql::targetName).collect(Collectors.joining(", "));
        String ofRun = "`_version` = " + Tombstones.literal(run.version().value());
        // A tombstone of the version before is a row that is gone, or one that has only left its partition.
        String gone = "`_version` = " + Tombstones.literal(run.version().before()) + " AND (" + key
                + ") NOT IN (SELECT " + key + " FROM " + run.hot() + " WHERE " + ofRun + ")";
        run.target()
                .execute("INSERT INTO hot." + Sql.targetName(run.table().id().historyName()) + " (" + columns
                        + ") SELECT " + columns + " FROM " + run.hot() + " WHERE " + ofRun + " OR (" + gone + ")");
    }
}
