package io.isotherm.cli.source;

import io.isotherm.cli.CliException;
import io.isotherm.job.config.PartitionBy;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which of a source's tables are replicated, and how. It exists only if all of them can be: a table without a primary
 * key or with a column that ClickHouse has no type for is refused by name, never guessed.
 */
final class ReplicationPlan {
    private final TreeMap<String, SourceTable> tables = new TreeMap<>();
    private final TreeMap<String, TableSettings> settings = new TreeMap<>();

    private ReplicationPlan() {}

    /** @throws CliException naming every table and column that cannot be replicated */
    static ReplicationPlan of(TablesConfig config, String database, List<SourceTable> existing) {
        ReplicationPlan plan = new ReplicationPlan();
        for (SourceTable table : existing) {
            Optional<TableSettings> found = config.settingsOf(table.id());
            found.ifPresent(tableSettings -> {
                plan.tables.put(table.id().qualifiedName(), table);
                plan.settings.put(table.id().qualifiedName(), tableSettings);
            });
        }
        List<String> problems = plan.problems(config, database);
        if (!problems.isEmpty()) {
            throw CliException.cannotRun(
                    "tables.yaml cannot be applied to " + database + ": " + String.join("; ", problems),
                    "correct tables.yaml or the source; a column can be left out with exclude: [column]");
        }
        return plan;
    }

    private List<String> problems(TablesConfig config, String database) {
        List<String> problems = new ArrayList<>();
        // Before anything was created a named table cannot be there; after that its absence is a mistake.
        if (!tables.isEmpty()) {
            config.namedTables(database).stream()
                    .filter(name -> !tables.containsKey(name))
                    .forEach(name -> problems.add("there is no table " + name));
        }
        problems.addAll(config.nameProblems(tables()));
        tables.forEach((name, table) -> problems.addAll(problemsOf(name, table, settings.get(name))));
        return problems;
    }

    private static List<String> problemsOf(String name, SourceTable table, TableSettings settings) {
        List<String> problems = new ArrayList<>();
        if (table.keyColumns().isEmpty()) {
            problems.add(name + " has no primary key");
        }
        for (String key : table.keyColumns()) {
            if (settings.exclude().contains(key)) {
                problems.add(name + "." + key + " is part of the primary key and cannot be excluded");
            }
        }
        settings.hash().stream()
                .sorted()
                .map(column -> problemOfHash(name, table, column))
                .forEach(problem -> problem.ifPresent(problems::add));
        Set<String> named = new HashSet<>(settings.exclude());
        named.addAll(settings.hash());
        if (settings.partitionBy() != null) {
            named.add(settings.partitionBy().column());
        }
        problemOfDay(name, table, settings.partitionBy()).ifPresent(problems::add);
        named.stream()
                .filter(column -> !table.hasColumn(column))
                .sorted()
                .forEach(column -> problems.add("there is no column " + name + "." + column));
        table.columns().stream()
                .filter(column ->
                        !settings.exclude().contains(column.name()) && (!column.isMapped() || column.isRefusedByName()))
                .forEach(column -> problems.add(
                        name + "." + column.name() + " has the type " + column.type() + ", which is not supported"));
        return problems;
    }

    private static Optional<String> problemOfHash(String name, SourceTable table, String column) {
        if (table.keyColumns().contains(column)) {
            return Optional.of(name + "." + column + " is part of the primary key and cannot be hashed");
        }
        return table.columns().stream()
                .filter(found -> found.name().equals(column) && !found.isText())
                .map(found -> name + "." + column + " has the type " + found.type()
                        + " and cannot be hashed, only text can; exclude it")
                .findFirst();
    }

    private static Optional<String> problemOfDay(String name, SourceTable table, PartitionBy by) {
        return table.columns().stream()
                .filter(found -> by != null && found.name().equals(by.column()))
                .findFirst()
                .flatMap(found -> by.problem(found.dayKind(), found.type())
                        .map(problem -> name + "." + found.name() + " " + problem));
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
        TableSettings of = settings.get(table);
        return tables.get(table).columns().stream()
                .map(SourceTable.Column::name)
                .filter(column -> !of.exclude().contains(column) && !of.hash().contains(column))
                .toList();
    }

    /** Columns that stay in the source, as {@code schema.table.column}, sorted. */
    List<String> excludedColumns() {
        return columns(true);
    }

    /** Columns of which only a hash leaves the source, as {@code schema.table.column}, sorted. */
    List<String> hashedColumns() {
        return columns(false);
    }

    private List<String> columns(boolean excluded) {
        List<String> columns = new ArrayList<>();
        settings.forEach((table, of) -> (excluded ? of.exclude() : of.hash())
                .stream().sorted().forEach(column -> columns.add(table + "." + column)));
        return columns;
    }
}
