package io.isotherm.cli.source;

import io.isotherm.job.config.NameClash;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which of a source's tables are replicated, and how. A table that cannot be is left out of it and named with what is
 * in its way; one that was fine before may run on with it, see {@link TableChecks}.
 */
final class ReplicationPlan {
    private final TreeMap<String, SourceTable> tables = new TreeMap<>();
    private final TreeMap<String, TableSettings> settings = new TreeMap<>();
    private final List<TableTrouble> troubles = new ArrayList<>();
    private final List<TableTrouble> notes = new ArrayList<>();
    private final List<String> unsupported = new ArrayList<>();
    private final TreeMap<String, Set<String>> asked = new TreeMap<>();

    private ReplicationPlan() {}

    /**
     * @param existing tables of the source
     * @param published as {@code schema.table}: those that are replicated already
     */
    static ReplicationPlan of(TablesConfig config, String database, List<SourceTable> existing, Set<String> published) {
        ReplicationPlan plan = new ReplicationPlan();
        for (SourceTable table : existing) {
            config.settingsOf(table.id()).ifPresent(found -> {
                plan.tables.put(table.id().qualifiedName(), table.keyedBy(found.key()));
                plan.settings.put(table.id().qualifiedName(), found);
            });
        }
        plan.findTroubles(config, database, published);
        plan.troubles.stream()
                .filter(trouble -> !trouble.runsOn())
                .map(trouble -> trouble.table().qualifiedName())
                .forEach(name -> {
                    plan.tables.remove(name);
                    plan.settings.remove(name);
                });
        plan.notes.removeIf(note -> !plan.tables.containsKey(note.table().qualifiedName()));
        return plan;
    }

    private void findTroubles(TablesConfig config, String database, Set<String> published) {
        // Before anything was created a named table cannot be there; after that its absence is a mistake.
        if (!tables.isEmpty()) {
            config.namedTables(database).stream()
                    .filter(name -> !tables.containsKey(name))
                    .forEach(name -> troubles.add(TableTrouble.leftOut(
                            TableId.of(database, name),
                            "",
                            "does not exist",
                            "create it, or take it out of tables.yaml")));
        }
        for (SourceTable table : List.copyOf(tables.values())) {
            String name = table.id().qualifiedName();
            TableChecks checks = new TableChecks(table, settings.get(name), published.contains(name));
            troubles.addAll(checks.troubles());
            Set<String> kept = settings.get(name).exclude();
            asked.put(name, kept);
            settings.put(name, checks.settings());
            if (checks.isSkipped()) {
                tables.remove(name);
                settings.remove(name);
            } else {
                Set<String> generated = table.generatedColumns();
                checks.settings().exclude().stream()
                        .filter(column -> !kept.contains(column) && !generated.contains(column))
                        .forEach(column -> unsupported.add(name + "." + column));
                generated.stream()
                        .filter(column -> !kept.contains(column))
                        .forEach(column -> notes.add(TableTrouble.generated(table.id(), column)));
            }
        }
        List<TableId> runningFirst = Stream.concat(
                        tables().stream().filter(table -> published.contains(table.qualifiedName())),
                        tables().stream().filter(table -> !published.contains(table.qualifiedName())))
                .toList();
        NameClash.twins(runningFirst).forEach(clash -> nameIsTaken(clash.table(), clash));
        for (NameClash clash : NameClash.among(tables(), config)) {
            boolean runs = published.contains(clash.table().qualifiedName());
            boolean onlyThisRuns = runs && !published.contains(clash.by().qualifiedName());
            nameIsTaken(onlyThisRuns ? clash.by() : clash.table(), clash);
        }
    }

    private void nameIsTaken(TableId table, NameClash clash) {
        troubles.add(TableTrouble.leftOut(
                table,
                "",
                "has a name that is taken: " + clash.problem(),
                "rename one of the two in the source, or " + TableTrouble.skip(table)));
    }

    /** What is in the way of tables that {@code tables.yaml} selects, by table. */
    List<TableTrouble> troubles() {
        return troubles;
    }

    /**
     * Tables that nothing is in the way of, and that are not replicated.
     *
     * @param published as {@code schema.table}: those that are
     */
    List<TableTrouble> notYet(Set<String> published) {
        return tables().stream()
                .filter(table -> !published.contains(table.qualifiedName()))
                .map(TableTrouble::notYet)
                .toList();
    }

    /** Leaves out every other table, as {@code schema.table}, without a word. */
    void keepOnly(Set<String> names) {
        tables.keySet().retainAll(names);
        settings.keySet().retainAll(names);
    }

    /** What replicated tables lack in ClickHouse, and {@code tables.yaml} does not say so. */
    List<TableTrouble> notes() {
        return notes;
    }

    /** Columns that {@code on_unsupported} leaves out, as {@code schema.table.column}. */
    List<String> unsupportedColumns() {
        return unsupported;
    }

    boolean isEmpty() {
        return tables.isEmpty();
    }

    /** As {@code schema.table}, sorted. */
    Set<String> qualifiedNames() {
        return tables.navigableKeySet();
    }

    List<TableId> tables() {
        return tables.values().stream().map(SourceTable::id).toList();
    }

    /** Columns of {@code schema.table} that leave the source as they are; at least those of its primary key. */
    List<String> openColumns(String table) {
        return tables.get(table).openColumns(settings.get(table));
    }

    /** Columns that stay in the source, as {@code schema.table.column}, sorted. */
    List<String> excludedColumns() {
        return columns(true);
    }

    /** Those of them that {@code tables.yaml} names, as {@code schema.table.column}, sorted. */
    List<String> privateColumns() {
        return tables.navigableKeySet().stream()
                .flatMap(table -> asked.get(table).stream().sorted().map(column -> table + "." + column))
                .toList();
    }

    /** Columns of which only a hash leaves the source, as {@code schema.table.column}, sorted. */
    List<String> hashedColumns() {
        return columns(false);
    }

    /** Tables without a key, of which every change is kept, as {@code schema.table}, sorted. */
    Set<String> appended() {
        return tables.entrySet().stream()
                .filter(table -> table.getValue().keyColumns().isEmpty())
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Keys that are not the primary key, by {@code schema.table}. */
    Map<String, List<String>> declaredKeys() {
        Map<String, List<String>> keys = new TreeMap<>();
        tables.forEach((name, table) -> {
            if (table.keys().isDeclared()) {
                keys.put(name, table.keyColumns());
            }
        });
        return keys;
    }

    private List<String> columns(boolean excluded) {
        List<String> columns = new ArrayList<>();
        settings.forEach((table, of) -> (excluded ? of.exclude() : of.hash())
                .stream()
                        .filter(column -> excluded || !of.exclude().contains(column))
                        .sorted()
                        .forEach(column -> columns.add(table + "." + column)));
        return columns;
    }
}
