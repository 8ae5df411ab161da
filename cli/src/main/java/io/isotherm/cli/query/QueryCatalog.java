package io.isotherm.cli.query;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.job.config.Suggestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * All named queries: those of the demos, {@code demo/<database>/queries/*.sql}, and the user's own, {@code
 * sql/queries/<database>/*.sql} and {@code sql/queries/*.sql}. One's own query takes the place of a demo's of the same
 * name.
 */
public final class QueryCatalog {
    private static final String ENDING = ".sql";
    private static final String SEE = "see ./isotherm query --list";

    /** By the name with the database. */
    private final Map<String, Entry> entries = new TreeMap<>();

    private final Collection<String> sources;

    private record Entry(String fullName, String name, String database, Path file) {
        NamedQuery read() {
            return QueryFile.read(fullName, database, file);
        }
    }

    /**
     * @param root of the project
     * @param sources the databases of {@code tables.yaml}: their queries are meant where others have the same name
     */
    public QueryCatalog(Path root, Collection<String> sources) {
        this.sources = sources;
        for (Path demo : list(root.resolve("demo"))) {
            add(fileName(demo), demo.resolve("queries"));
        }
        Path own = root.resolve("sql/queries");
        add("", own);
        for (Path folder : list(own)) {
            add(fileName(folder), folder);
        }
    }

    private void add(String database, Path folder) {
        for (Path file : list(folder)) {
            String fileName = fileName(file);
            if (fileName.endsWith(ENDING)) {
                String name = fileName.substring(0, fileName.length() - ENDING.length());
                String fullName = database.isEmpty() ? name : database + "." + name;
                entries.put(fullName, new Entry(fullName, name, database, file));
            }
        }
    }

    /** What is in a folder; nothing if it is none. */
    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> content = Files.list(folder)) {
            return content.sorted().toList();
        } catch (IOException e) {
            throw CliException.cannotRun("cannot read the folder " + folder + ": " + Cause.of(e), "check its owner", e);
        }
    }

    private static String fileName(Path file) {
        return file.getFileName().toString();
    }

    /**
     * By database and name.
     *
     * @param database null for all
     */
    public List<NamedQuery> all(String database) {
        return of(database).stream().map(Entry::read).toList();
    }

    /**
     * @param name with or without its database
     * @param database null unless the name is one of this database
     * @throws CliException if there is none, or there are several
     */
    public NamedQuery find(String name, String database) {
        Collection<Entry> known = of(database);
        List<Entry> found = exactly(known, name);
        if (found.size() > 1) {
            List<Entry> replicated = found.stream()
                    .filter(entry -> sources.contains(entry.database()))
                    .toList();
            found = replicated.isEmpty() ? found : replicated;
        }
        if (found.isEmpty()) {
            Collection<String> names = new TreeSet<>();
            known.forEach(entry -> names.add(name.contains(".") ? entry.fullName() : entry.name()));
            throw CliException.cannotRun(
                    "there is no query '" + name + "'" + (names.isEmpty() ? "" : Suggestion.of(name, names)), SEE);
        }
        if (found.size() > 1) {
            throw CliException.cannotRun(
                    "several databases have a query '" + name + "'",
                    "name one of them: "
                            + String.join(
                                    ", ", found.stream().map(Entry::fullName).toList()));
        }
        return found.get(0).read();
    }

    /** The one of this name with its database, else all of this name. */
    private static List<Entry> exactly(Collection<Entry> known, String name) {
        List<Entry> full =
                known.stream().filter(entry -> entry.fullName().equals(name)).toList();
        return full.isEmpty()
                ? known.stream().filter(entry -> entry.name().equals(name)).toList()
                : full;
    }

    private Collection<Entry> of(String database) {
        List<Entry> chosen = new ArrayList<>(entries.values());
        if (database == null) {
            return chosen;
        }
        Collection<String> databases = new TreeSet<>();
        chosen.forEach(entry -> databases.add(entry.database()));
        databases.remove("");
        if (!databases.contains(database)) {
            throw CliException.cannotRun(
                    "no query belongs to the database '" + database + "'"
                            + (databases.isEmpty() ? "" : Suggestion.of(database, databases)),
                    SEE);
        }
        chosen.removeIf(entry -> !entry.database().equals(database));
        return chosen;
    }
}
