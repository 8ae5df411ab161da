package io.isotherm.cli.source;

import io.isotherm.cli.source.TableTrouble.Kind;
import io.isotherm.job.config.OnTrouble.OnNoKey;
import io.isotherm.job.config.OnTrouble.OnUnsupported;
import io.isotherm.job.config.PartitionBy;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.table.HotColumns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules that a table of the source has to keep to be replicated. What breaks one is named, never guessed. */
final class TableChecks {
    private static final String CORRECT = "correct the table's entry in tables.yaml";

    private final SourceTable table;
    private final TableSettings settings;
    private final boolean published;
    private final List<TableTrouble> troubles = new ArrayList<>();
    private boolean skipped;

    /**
     * @param table with the key by which it is to be replicated
     * @param settings as {@code tables.yaml} has them
     * @param published whether the table's changes are read already
     */
    TableChecks(SourceTable table, TableSettings settings, boolean published) {
        this.table = table;
        TableSettings sent = settings.excluding(generated(table));
        this.settings = settings.onTrouble().excludesUnsupported() ? sent.excluding(unsupported(table)) : sent;
        this.published = published;
        names();
        fields();
        key();
        hashes();
        day();
        missing();
        types();
        troubles.addAll(new TraitChecks(table, published).troubles());
    }

    /** Postgres does not send them. */
    private static Set<String> generated(SourceTable table) {
        return table.columns().stream()
                .filter(SourceTable.Column::isGenerated)
                .map(SourceTable.Column::name)
                .filter(column -> !table.keyColumns().contains(column))
                .collect(Collectors.toSet());
    }

    private static Set<String> unsupported(SourceTable table) {
        return table.columns().stream()
                .filter(column -> !column.hasOwnForm())
                .map(SourceTable.Column::name)
                .filter(column -> !table.keyColumns().contains(column))
                .collect(Collectors.toSet());
    }

    /** Those of {@code tables.yaml}, and excluded what is generated and what {@code on_unsupported} asks for. */
    TableSettings settings() {
        return settings;
    }

    /** Whether the table is left out because {@code tables.yaml} wants it so. */
    boolean isSkipped() {
        return skipped;
    }

    /** Everything that is in the table's way at once; nothing if it is skipped. */
    List<TableTrouble> troubles() {
        boolean stops = troubles.stream().anyMatch(trouble -> !trouble.runsOn());
        return skipped
                ? List.of()
                : troubles.stream()
                        .map(trouble -> stops ? leftOut(trouble) : trouble)
                        .toList();
    }

    private static TableTrouble leftOut(TableTrouble trouble) {
        return TableTrouble.leftOut(trouble.table(), trouble.column(), trouble.reason(), trouble.remedy());
    }

    /** The connector fails with all its tables because of such a name. */
    private void names() {
        Stream.of(table.id().schema(), table.id().table())
                .filter(name -> !CarriedNames.isCarried(name))
                .forEach(name -> stops(
                        "",
                        "has the name '" + name
                                + "', which does not fit into Kafka and Avro: only A to Z, a to z, 0 to 9,"
                                + " _ and - do, no digit and no - in front",
                        "rename it in the source, or " + skip()));
        List<String> all =
                table.columns().stream().map(SourceTable.Column::name).toList();
        CarriedNames.sameForDebezium(all)
                .forEach(pair -> stops(
                        pair.column(),
                        "differs from column " + pair.other() + " by capitals only, and Debezium takes the two for one",
                        "rename one of them in the source, or " + skip()));
        CarriedNames.sameField(all.stream()
                        .filter(column -> !settings.exclude().contains(column))
                        .toList())
                .forEach(pair -> stops(
                        pair.column(),
                        "and column " + pair.other() + " would both be " + CarriedNames.field(pair.column())
                                + " in Avro",
                        TableTrouble.exclude(pair.column()) + ", or rename one of them in the source"));
    }

    private void fields() {
        table.columns().stream()
                .map(SourceTable.Column::name)
                .filter(HotColumns::isTaken)
                .filter(column -> !settings.exclude().contains(column))
                .forEach(column -> unwritable(
                        column,
                        "has a name that the hot table or ClickHouse needs itself",
                        TableTrouble.exclude(column)));
    }

    /** Published without a key, a table could not be updated in the source any more. */
    private void key() {
        if (table.keys().isDeclared()) {
            declaredKey();
        } else if (table.keyColumns().isEmpty() && settings.onTrouble().noKey() == OnNoKey.APPEND) {
            troubles.addAll(new AppendChecks(table, settings).troubles());
        } else if (table.keyColumns().isEmpty()
                && !isToBeSkipped(settings.onTrouble().noKey() == OnNoKey.SKIP)) {
            String unique = uniqueKey().map(key -> key + ", or ").orElse("");
            stops("", "has no primary key", unique + "give it one, or " + skip() + " or on_no_key: skip or append");
        }
        for (String key : table.keyColumns()) {
            if (settings.exclude().contains(key)) {
                stops(key, "is part of the " + table.keys().noun() + " and cannot be excluded", CORRECT);
            }
            if (settings.hash().contains(key)) {
                stops(key, "is part of the " + table.keys().noun() + " and cannot be hashed", CORRECT);
            }
        }
    }

    private void declaredKey() {
        List<String> key = table.keyColumns();
        List<String> missing =
                key.stream().filter(column -> !table.hasColumn(column)).toList();
        missing.forEach(column -> stops(column, "is not there, but key names it", CORRECT));
        table.columns().stream()
                .filter(column -> key.contains(column.name()) && !column.isRequired())
                .forEach(column -> stops(
                        column.name(),
                        "may be NULL, but key names it",
                        "ALTER TABLE " + quotedName() + " ALTER COLUMN " + PostgresSource.quoted(column.name())
                                + " SET NOT NULL"));
        if (missing.isEmpty() && table.keys().uniqueOn(key).isEmpty()) {
            String columns = key.stream().map(PostgresSource::quoted).collect(Collectors.joining(", "));
            stops(
                    "",
                    "has no unique index on exactly (" + columns
                            + ") that is valid and neither partial nor deferrable, but key names these columns",
                    "CREATE UNIQUE INDEX ON " + quotedName() + " (" + columns + "), or " + CORRECT);
        }
    }

    /** What makes a unique index the key, with as little to change in the source as there can be. */
    private Optional<String> uniqueKey() {
        return table.keys().unique().stream()
                .filter(this::canBeKey)
                .min(Comparator.comparing(index -> !inItsWay(index).isEmpty()))
                .map(index -> "key: " + YamlText.list(index.columns()) + " of its unique index " + index.name()
                        + inItsWay(index).stream()
                                .map(TableTrouble::remedy)
                                .map(remedy -> " with " + remedy)
                                .collect(Collectors.joining()));
    }

    private List<TableTrouble> inItsWay(SourceTable.UniqueIndex index) {
        return new TraitChecks(table.keyedBy(index.columns()), true).troubles();
    }

    private boolean canBeKey(SourceTable.UniqueIndex index) {
        return table.columns().stream()
                        .filter(column -> column.isRequired() && !column.isGenerated())
                        .filter(column -> index.columns().contains(column.name()))
                        .count()
                == index.columns().size();
    }

    private void hashes() {
        table.columns().stream()
                .filter(column -> settings.hash().contains(column.name()) && !column.isGenerated())
                .filter(column -> !table.keyColumns().contains(column.name()) && !column.isText())
                .forEach(column -> stops(
                        column.name(),
                        "has the type " + column.type() + " and cannot be hashed, only text can",
                        TableTrouble.exclude(column.name())));
    }

    private void day() {
        PartitionBy by = settings.partitionBy();
        if (by == null) {
            return;
        }
        if (!table.hasColumn(by.column())) {
            unwritable(by.column(), "is not there, but partition_by names it", CORRECT);
        }
        if (generated(table).contains(by.column())) {
            unwritable(by.column(), "is generated and not sent by Postgres, but partition_by names it", CORRECT);
        }
        table.columns().stream()
                .filter(column -> column.name().equals(by.column()))
                .filter(column -> !column.isGenerated())
                .forEach(column -> by.problem(column.dayKind(), column.type())
                        .ifPresent(problem -> unwritable(column.name(), problem, CORRECT)));
    }

    /** A column that is meant to stay in the source may have another name now, so nothing of the table may leave it. */
    private void missing() {
        Set<String> kept = new TreeSet<>(settings.exclude());
        kept.addAll(settings.hash());
        kept.stream()
                .filter(column -> !table.hasColumn(column))
                .forEach(column -> stops(column, "is not there, but exclude or hash names it", CORRECT));
    }

    private void types() {
        table.columns().stream()
                .filter(column -> !settings.exclude().contains(column.name()))
                .filter(column -> !column.hasOwnForm() && !arrives(column))
                .forEach(this::unsupported);
    }

    /** A key is compared with those of other rows, and the text of a type may differ where its values do not. */
    private boolean arrives(SourceTable.Column column) {
        return settings.onTrouble().takesTexts()
                && column.arrivesAsText()
                && !table.keyColumns().contains(column.name());
    }

    private void unsupported(SourceTable.Column column) {
        String reason = "has the type " + column.type() + ", which is not supported";
        if (table.keyColumns().contains(column.name())) {
            unwritable(column.name(), reason, skip());
        } else if (column.isHidden()) {
            stops(
                    column.name(),
                    "has the type " + column.type() + ", and Debezium takes it for another one of that name",
                    "ALTER TYPE " + column.type() + " RENAME TO a name of its own, or "
                            + TableTrouble.exclude(column.name()));
        } else if (!isToBeSkipped(settings.onTrouble().unsupported() == OnUnsupported.SKIP)) {
            unwritable(
                    column.name(),
                    reason,
                    TableTrouble.exclude(column.name()) + " or on_unsupported: exclude"
                            + (column.arrivesAsText() ? " or text" : ""));
        }
    }

    /** What runs is not dropped without a word. */
    private boolean isToBeSkipped(boolean isAsked) {
        skipped |= isAsked && !published;
        return skipped;
    }

    /** The job puts changes of such a table among the dead letters and goes on, so one that runs is left running. */
    private void unwritable(String column, String reason, String remedy) {
        troubles.add(new TableTrouble(
                table.id(),
                column,
                reason,
                remedy + (published ? "; after ./isotherm apply: ./isotherm dlq replay" : ""),
                published ? Kind.RUNS_ON : Kind.LEFT_OUT));
    }

    private String quotedName() {
        return PostgresSource.quotedName(table.id().qualifiedName());
    }

    private String skip() {
        return TableTrouble.skip(table.id());
    }

    private void stops(String column, String reason, String remedy) {
        troubles.add(TableTrouble.leftOut(table.id(), column, reason, remedy));
    }
}
