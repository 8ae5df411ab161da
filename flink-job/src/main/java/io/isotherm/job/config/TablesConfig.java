package io.isotherm.job.config;

import io.isotherm.job.table.TableId;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parsed {@code tables.yaml}: which tables of which databases are replicated, and how.
 *
 * <p>An entry is a table ({@code public.orders}) or a pattern ({@code public.*}). A table's own entry wins over a
 * pattern, whatever the order; among patterns the first that matches wins. What {@code skip} names is not replicated.
 */
public final class TablesConfig implements Serializable {
    private static final long serialVersionUID = 1L;

    /** One line under {@code tables:}. */
    record Entry(TablePattern pattern, TableSettings settings, SyncSettings sync) implements Serializable {}

    private final Map<String, List<Entry>> entriesByDatabase;
    private final Map<String, List<TablePattern>> skippedByDatabase;
    private final Map<String, RunSettings> runsByDatabase;
    private final Map<String, SourceSettings> sources;

    TablesConfig(
            Map<String, List<Entry>> entriesByDatabase,
            Map<String, List<TablePattern>> skippedByDatabase,
            Map<String, RunSettings> runsByDatabase,
            Map<String, SourceSettings> sources) {
        this.entriesByDatabase = entriesByDatabase;
        this.skippedByDatabase = skippedByDatabase;
        this.runsByDatabase = runsByDatabase;
        this.sources = sources;
    }

    /**
     * @throws ConfigException listing every mistake in the file
     * @throws IOException if the file cannot be read
     */
    public static TablesConfig load(Path file) throws IOException {
        return TablesConfigParser.parse(file.toString(), Files.readString(file));
    }

    /** @param name what error messages call the text */
    public static TablesConfig parse(String name, String yaml) {
        return TablesConfigParser.parse(name, yaml);
    }

    public Set<String> databases() {
        return entriesByDatabase.keySet();
    }

    /** Every key that has a meaning anywhere in the file. */
    public static SortedSet<String> keys() {
        return Stream.of(
                        TablesConfigParser.SOURCE_KEYS,
                        SourceKeys.SERVER_KEYS,
                        TablesConfigParser.KEYS,
                        TablesConfigParser.PARTITION_BY_KEYS,
                        TablesConfigParser.SYNC_KEYS)
                .flatMap(List::stream)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Sources that have a connector. */
    public List<String> streamedDatabases() {
        return databases().stream()
                .filter(database -> !sourceOf(database).isBatch())
                .toList();
    }

    /** Sources that only {@code ./isotherm sync} reads. */
    public List<String> batchDatabases() {
        return databases().stream()
                .filter(database -> sourceOf(database).isBatch())
                .toList();
    }

    /** How a database is read; one that is not in the file as the stack's own are. */
    public SourceSettings sourceOf(String database) {
        return sources.getOrDefault(database, SourceSettings.STREAM);
    }

    /** Empty if the table is not replicated. */
    public Optional<TableSettings> settingsOf(TableId table) {
        return entryOf(table).map(Entry::settings);
    }

    /** How the table is read without logical decoding; empty if nothing is said of it. */
    public Optional<SyncSettings> syncOf(TableId table) {
        return entryOf(table).map(Entry::sync);
    }

    /** When and by whom the daily run of a source is done. */
    public RunSettings runsOf(String database) {
        return runsByDatabase.get(database);
    }

    private Optional<Entry> entryOf(TableId table) {
        if (isSkipped(table.database(), table.qualifiedName())) {
            return Optional.empty();
        }
        List<Entry> entries = entriesByDatabase.getOrDefault(table.database(), List.of());
        Optional<Entry> exact = entries.stream()
                .filter(entry -> entry.pattern().isExact() && entry.pattern().matches(table.qualifiedName()))
                .findFirst();
        return exact.or(() -> entries.stream()
                .filter(entry -> entry.pattern().matches(table.qualifiedName()))
                .findFirst());
    }

    /** Entries without a wildcard, as {@code schema.table}; a source that lacks one of them is a mistake. */
    public List<String> namedTables(String database) {
        return entriesByDatabase.getOrDefault(database, List.of()).stream()
                .map(Entry::pattern)
                .filter(TablePattern::isExact)
                .filter(pattern -> !isSkipped(database, pattern.text()))
                .map(TablePattern::text)
                .toList();
    }

    private boolean isSkipped(String database, String qualifiedName) {
        return skipped(database).stream().anyMatch(pattern -> pattern.matches(qualifiedName));
    }

    private List<TablePattern> skipped(String database) {
        return skippedByDatabase.getOrDefault(database, List.of());
    }

    /** Matches the topics of all streamed tables, those still to be created included. */
    public Pattern topicPattern() {
        return Pattern.compile(
                streamedDatabases().stream().map(this::topicRegex).collect(Collectors.joining("|")));
    }

    /**
     * The same for one source, as a regular expression that Java and Python understand alike; it is to match as a
     * whole.
     */
    public String topicRegex(String database) {
        String prefix = TablePattern.quote(database + ".");
        String not = skipped(database).stream().map(TablePattern::regex).collect(Collectors.joining("|"));
        return entriesByDatabase.getOrDefault(database, List.of()).stream()
                .map(entry -> prefix
                        + (not.isEmpty() ? "" : "(?!(?:" + not + ")$)")
                        + entry.pattern().regex())
                .collect(Collectors.joining("|"));
    }
}
