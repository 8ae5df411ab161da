package io.isotherm.demo;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import io.isotherm.job.config.Suggestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder of {@code demo/}. Its name is that of the database.
 *
 * @param tables parents before children
 * @param complete a query whether the schema is there as a whole; null if it is when all tables are
 * @param scale what {@code --scale 1} means
 * @param options of the seed
 * @param additions what can be added to a demo that has rows, by name
 * @param statistics queries by their title
 */
public record Demo(
        Path folder,
        String description,
        List<String> tables,
        String complete,
        String scale,
        List<DemoOption> options,
        Map<String, List<DemoOption>> additions,
        Map<String, String> statistics) {

    static final String FILE = "demo.yaml";

    public String name() {
        return folder.getFileName().toString();
    }

    /** What the traffic does and how often. */
    public Path trafficFile() {
        return folder.resolve("traffic.yaml");
    }

    /** Its lines of {@code tables.yaml}. */
    Path tablesFile() {
        return folder.resolve("tables.yaml");
    }

    Path seedFolder() {
        return folder.resolve("seed");
    }

    Path additionFile(String addition) {
        return folder.resolve("add").resolve(addition + ".sql");
    }

    /** @throws CliException if there is none of this name */
    public static Demo named(Path root, String name) {
        List<String> names = names(root);
        if (!names.contains(name)) {
            throw CliException.cannotRun(
                    "there is no demo " + name + Suggestion.of(name, names), "see ./isotherm demo list");
        }
        return new DemoParser(root.resolve("demo").resolve(name)).parse();
    }

    /** Names of all demos, sorted. */
    public static List<String> names(Path root) {
        try (Stream<Path> folders = Files.list(root.resolve("demo"))) {
            return folders.filter(folder -> Files.exists(folder.resolve(FILE)))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw CliException.cannotRun(
                    "cannot read the folder " + root.resolve("demo") + ": " + Cause.of(e),
                    "restore it from the repository",
                    e);
        }
    }

    /**
     * Demos that are sources of {@code tables.yaml}, in its order: those of commands which are given no name.
     *
     * @throws CliException if there are none
     */
    public static List<String> replicated(Settings settings) {
        List<String> names = names(settings.root());
        List<String> replicated =
                DemoTables.databases(settings).stream().filter(names::contains).toList();
        if (replicated.isEmpty()) {
            throw CliException.cannotRun(
                    "no source of " + settings.tablesFile() + " is a demo",
                    "add one of " + String.join(", ", names) + ": ./isotherm demo add NAME");
        }
        return replicated;
    }
}
