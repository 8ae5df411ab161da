package io.isotherm.cli.sync;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Secrets;
import io.isotherm.cli.verify.Sql;
import java.util.Optional;
import java.util.stream.Collectors;

/** Copies all keys of the run's moment to ClickHouse and deletes the older rows whose key is not among them. */
final class MissingKeys {
    private static final String TRAILER = ", _version UInt128, _is_deleted UInt8, _committed_at DateTime64(6, 'UTC')";

    private final TableRun run;
    private final TableEncoders keys;
    private final String copied;

    MissingKeys(TableRun run, Secrets secrets) {
        this.run = run;
        this.keys = TableEncoders.ofKeys(run.table(), secrets);
        this.copied = "ops." + Sql.targetName("sync_keys_" + run.table().id().targetName());
    }

    /** @throws CliException if a key cannot be stored; then nothing is deleted */
    void delete() throws InterruptedException {
        drop();
        run.target()
                .execute("CREATE TABLE " + copied + " ("
                        + keys.shape().columns().stream()
                                .map(column -> Sql.targetName(column.name()) + ' ' + column.clickHouseType())
                                .collect(Collectors.joining(", "))
                        + TRAILER + ") ENGINE = ReplacingMergeTree(_version) ORDER BY ("
                        + run.table().key().stream().map(Sql::targetName).collect(Collectors.joining(", ")) + ")");
        try {
            RowCopy.Result read = run.copy().run(run.allRows(), () -> keys.encoder(Optional.empty()), rows -> run.load()
                    .insertAsIs(copied, keys.shape(), rows));
            if (read.refused() > 0) {
                throw CliException.failed(
                        run.table().id() + " has keys that ClickHouse cannot hold: " + read.firstRefusal(),
                        "nothing was deleted; set on_out_of_range for the table in tables.yaml");
            }
            run.requireAll(copied);
            run.tombstones().ofMissing(copied, read.rows());
        } finally {
            drop();
        }
    }

    private void drop() {
        run.target().execute("DROP TABLE IF EXISTS " + copied + " SYNC");
    }
}
