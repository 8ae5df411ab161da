package io.isotherm.cli.sync;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.settings.Secrets;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TableSettings.OnOutOfRange;
import io.isotherm.job.decode.CopyRows;
import io.isotherm.job.schema.PostgresColumn;
import io.isotherm.job.schema.PostgresTable;
import io.isotherm.job.schema.SchemaException;
import io.isotherm.job.schema.SourceTable;
import io.isotherm.job.table.RowShape;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Encoders for the rows of a table, or for its keys alone; each thread needs its own. */
final class TableEncoders {
    private final SyncedTable table;
    private final List<PostgresColumn> columns;
    private final SourceTable described;
    private final String salt;

    private TableEncoders(SyncedTable table, List<PostgresColumn> columns, TableSettings settings, Secrets secrets) {
        this.table = table;
        this.salt = settings.hash().isEmpty() ? "" : secrets.get(Secret.HASH_SALT);
        this.columns = columns.stream()
                .map(column -> settings.hash().contains(column.name()) ? hashed(column) : column)
                .toList();
        try {
            this.described = PostgresTable.of(table.id(), this.columns, table.key(), settings);
            encoder(Optional.empty());
        } catch (SchemaException e) {
            throw CliException.cannotRun(e.getMessage(), "then run it again", e);
        }
    }

    /** What rows show that were written before the column was added is a value of theirs as well. */
    private PostgresColumn hashed(PostgresColumn column) {
        return column.missingValue() == null
                ? column
                : column.withMissingValue(new String(
                        new SaltedHash(salt).apply(column.missingValue().getBytes(StandardCharsets.UTF_8)),
                        StandardCharsets.US_ASCII));
    }

    /** @throws CliException if the stream could not replicate the table either */
    static TableEncoders ofRows(SyncedTable table, Secrets secrets) {
        return new TableEncoders(table, table.columns(), table.settings(), secrets);
    }

    static TableEncoders ofKeys(SyncedTable table, Secrets secrets) {
        TableSettings settings = table.settings();
        boolean partitionIsKey = settings.partitionBy() != null
                && table.key().contains(settings.partitionBy().column());
        List<PostgresColumn> columns = table.columns().stream()
                .filter(column -> table.key().contains(column.name()))
                .toList();
        TableSettings ofKeys = new TableSettings(
                partitionIsKey ? settings.partitionBy() : null,
                settings.partition(),
                settings.hotDays(),
                settings.archive(),
                settings.history(),
                settings.exclude(),
                java.util.Set.of(),
                settings.key(),
                settings.onSchemaChange(),
                settings.onOutOfRange(),
                settings.onTruncate(),
                settings.onTrouble());
        return new TableEncoders(table, columns, ofKeys, secrets);
    }

    RowShape shape() {
        return described.shape();
    }

    CopyRows encoder(Optional<Watermark> watermark) {
        CopyRows encoder = new CopyRows(
                described,
                columns,
                salt.isEmpty() ? java.util.Set.of() : table.settings().hash(),
                new SaltedHash(salt),
                table.settings().onOutOfRange() == OnOutOfRange.CLAMP);
        watermark.ifPresent(column -> encoder.track(column.column()));
        return encoder;
    }
}
