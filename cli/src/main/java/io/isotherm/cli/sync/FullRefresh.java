package io.isotherm.cli.sync;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.verify.Sql;
import java.util.Optional;

/**
 * Loads all rows into a copy of the hot table, adds tombstones of what the source does not have, and attaches the
 * copy's parts to hot: readers see the old rows of a partition until they see all the new ones.
 */
final class FullRefresh {
    private final TableRun run;
    private final String name;
    private final String stage;

    FullRefresh(TableRun run) {
        this.run = run;
        this.name = "sync_stage_" + run.table().id().targetName();
        this.stage = "ops." + Sql.targetName(name);
    }

    /** @throws CliException if a row cannot be stored; then nothing has changed */
    RowCopy.Result run(Optional<Watermark> watermark) throws InterruptedException {
        drop();
        run.target().execute("CREATE TABLE " + stage + " AS " + run.hot());
        try {
            RowCopy.Result read = run.copy()
                    .run(run.allRows(), () -> run.encoders().encoder(watermark), rows -> run.load()
                            .insertInto(stage, run.shape(), rows));
            if (read.refused() > 0) {
                throw CliException.failed(
                        run.table().id() + " has " + read.refused() + " rows that ClickHouse cannot hold: "
                                + read.firstRefusal(),
                        "nothing was replaced; set on_out_of_range for the table in tables.yaml");
            }
            run.requireAll(stage);
            run.tombstones().ofReplaced(stage, read.rows());
            attach();
            return read;
        } finally {
            drop();
        }
    }

    private void attach() {
        for (String partition : run.target()
                .texts("SELECT DISTINCT partition_id FROM system.parts WHERE database = 'ops' AND table = "
                        + SyncTarget.text(name) + " AND active ORDER BY partition_id")) {
            run.target()
                    .execute("ALTER TABLE " + run.hot() + " ATTACH PARTITION ID " + SyncTarget.text(partition)
                            + " FROM " + stage);
        }
    }

    private void drop() {
        run.target().execute("DROP TABLE IF EXISTS " + stage + " SYNC");
    }
}
