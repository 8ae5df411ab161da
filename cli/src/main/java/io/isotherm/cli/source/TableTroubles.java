package io.isotherm.cli.source;

import io.isotherm.cli.error.CliException;
import io.isotherm.job.table.TableId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every {@link TableTrouble} of some sources, for an operator to read: one line each. */
public final class TableTroubles {
    private final List<TableTrouble> all;
    private final List<TableTrouble> notes;

    /** @param found what is no trouble, and yet to be known, may be among it */
    public TableTroubles(List<TableTrouble> found) {
        this.all = found.stream().filter(trouble -> !trouble.isNote()).toList();
        this.notes = found.stream().filter(TableTrouble::isNote).toList();
    }

    /** Those of one table belong together. */
    public Map<TableId, List<TableTrouble>> byTable() {
        Map<TableId, List<TableTrouble>> byTable = new LinkedHashMap<>();
        all.forEach(trouble -> byTable.computeIfAbsent(trouble.table(), table -> new ArrayList<>())
                .add(trouble));
        return byTable;
    }

    /** Tables that nothing is in the way of, and that the next {@code apply} replicates. */
    public List<TableId> notYet() {
        return all.stream()
                .filter(TableTrouble::endsWithApply)
                .map(TableTrouble::table)
                .toList();
    }

    /**
     * @param failure of something else; null if there is none
     * @return that, and what names the tables that are {@link #notYet} replicated; empty if there is neither
     */
    Optional<CliException> notYetBeside(CliException failure) {
        if (notYet().isEmpty()) {
            return Optional.ofNullable(failure);
        }
        String names = notYet().stream().map(TableId::toString).collect(Collectors.joining(", "));
        String sentence = "not replicated yet, because new since the last apply: " + names;
        String remedy = "./isotherm apply replicates " + names;
        return Optional.of(
                failure == null
                        ? CliException.failed(sentence, remedy)
                        : CliException.failed(
                                failure.getMessage() + "\n  " + sentence,
                                failure.remedy() + "\n  -> " + remedy,
                                failure));
    }

    /** Whether nothing is in the way of any table. */
    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** Notes behind the troubles, as {@code header} names the cells. */
    public List<List<String>> lines() {
        List<TableTrouble> lines = Stream.of(all, notes).flatMap(List::stream).toList();
        boolean several = lines.stream()
                        .map(trouble -> trouble.table().database())
                        .distinct()
                        .count()
                > 1;
        return lines.stream()
                .map(trouble -> List.of(
                        several ? trouble.table().toString() : trouble.table().qualifiedName(),
                        trouble.column(),
                        trouble.effect(),
                        trouble.reason(),
                        trouble.remedy()))
                .toList();
    }

    /** What can be done about each, by a sentence on it. */
    public Map<String, String> notes() {
        Map<String, String> remedies = new LinkedHashMap<>();
        notes.forEach(
                note -> remedies.put(note.table() + ": " + note.sentence() + ": " + note.effect(), note.remedy()));
        return remedies;
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
