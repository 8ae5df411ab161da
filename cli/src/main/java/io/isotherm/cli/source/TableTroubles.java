package io.isotherm.cli.source;

import io.isotherm.cli.CliException;
import io.isotherm.job.table.TableId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every {@link TableTrouble} of some sources, for an operator to read: one line each. */
public final class TableTroubles {
    private final List<TableTrouble> all;

    public TableTroubles(List<TableTrouble> all) {
        this.all = List.copyOf(all);
    }

    /** Those of one table belong together. */
    public Map<TableId, List<TableTrouble>> byTable() {
        Map<TableId, List<TableTrouble>> byTable = new LinkedHashMap<>();
        all.forEach(trouble -> byTable.computeIfAbsent(trouble.table(), table -> new ArrayList<>())
                .add(trouble));
        return byTable;
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** As {@code header} names the cells. */
    public List<List<String>> lines() {
        boolean several = all.stream()
                        .map(trouble -> trouble.table().database())
                        .distinct()
                        .count()
                > 1;
        return all.stream()
                .map(trouble -> List.of(
                        several ? trouble.table().toString() : trouble.table().qualifiedName(),
                        trouble.column(),
                        trouble.effect(),
                        trouble.reason(),
                        trouble.remedy()))
                .toList();
    }

    public static List<String> header() {
        return List.of("TABLE", "COLUMN", "EFFECT", "REASON", "REMEDY");
    }

    /** How many tables are in trouble, as the beginning of a sentence. */
    private String count() {
        int tables = byTable().size();
        return tables == 1
                ? "1 table is not replicated as tables.yaml asks"
                : tables + " tables are not replicated as tables.yaml asks";
    }

    /** For a command that has something else to say; empty if there is nothing. */
    public Optional<String> hint() {
        return isEmpty() ? Optional.empty() : Optional.of(count() + ": ./isotherm status names them");
    }

    /** To be thrown when everything else is done. */
    public CliException failure() {
        return CliException.failed(
                count() + "; everything else is",
                "each has its remedy above; then ./isotherm apply. Until then ./isotherm status and doctor name them");
    }
}
