package io.isotherm.cli.source;

import io.isotherm.cli.source.SourceTable.Identity;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TableSettings.OnTruncate;
import io.isotherm.job.table.HotColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a table without a key has to keep if each of its changes is to be a row. */
final class AppendChecks {
    private static final Set<String> OWN = Set.of(HotColumns.POSITION, HotColumns.NUMBER, HotColumns.OPERATION);

    private final SourceTable table;
    private final List<TableTrouble> troubles = new ArrayList<>();

    AppendChecks(SourceTable table, TableSettings settings) {
        this.table = table;
        table.identities().stream()
                .filter(identity -> identity.kind() != Identity.FULL && identity.kind() != Identity.UNLOGGED)
                .forEach(identity -> stops(
                        "",
                        "has no primary key, and Postgres would refuse its UPDATE and DELETE once it is replicated",
                        "ALTER TABLE " + PostgresSource.quotedName(identity.holder()) + " REPLICA IDENTITY FULL, or "
                                + TableTrouble.skip(table.id())));
        table.columns().stream()
                .map(SourceTable.Column::name)
                .filter(column -> OWN.contains(CarriedNames.field(column)))
                .filter(column -> !settings.exclude().contains(column))
                .forEach(column -> stops(
                        column,
                        "has a name that on_no_key: append needs itself",
                        TableTrouble.exclude(column) + ", or rename it in the source"));
        if (settings.history()) {
            stops(
                    "",
                    "has history, which on_no_key: append is by itself",
                    "take history out of its entry in tables.yaml");
        }
        if (settings.onTruncate() == OnTruncate.APPLY) {
            stops(
                    "",
                    "has no primary key, so on_truncate: apply would not find what was read at first",
                    "take on_truncate out of its entry in tables.yaml");
        }
        if (settings.partitionBy() != null) {
            stops(
                    "",
                    "has no primary key, so partition_by would not tell where a row is now",
                    "take partition_by out of its entry in tables.yaml, or give the table a key");
        }
    }

    List<TableTrouble> troubles() {
        return troubles;
    }

    private void stops(String column, String reason, String remedy) {
        troubles.add(TableTrouble.leftOut(table.id(), column, reason, remedy));
    }
}
