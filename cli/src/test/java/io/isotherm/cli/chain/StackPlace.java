package io.isotherm.cli.chain;

import io.isotherm.cli.BuiltCommand;
import io.isotherm.cli.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where a stack of the tests lives: its folder, its {@code tables.yaml} and its ports.
 *
 * @param environment what {@code ./isotherm} needs to know of it
 */
record StackPlace(Path home, Path tables, Map<String, String> environment) {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** On free ports, with the repository's tables. */
    static StackPlace chosen(Path folder) throws IOException {
        BuiltCommand.trust();
        Path home = folder.toAbsolutePath();
        Path tables = home.resolveSibling(home.getFileName() + "-tables.yaml");
        Map<String, String> environment = new TreeMap<>();
        environment.put("ISOTHERM_HOME", home.toString());
        environment.put("ISOTHERM_TABLES", tables.toString());
        // One run for all days that are over, not one for each
        environment.put(
                "ISOTHERM_DAG_START_DATE",
                LocalDate.now(ZoneOffset.UTC).minusDays(1).toString());
        // It would take from the processor of the tests, and find what they do by intent
        environment.put("WATCH", "off");
        // The optimising compiler took half of the servers' processor time in a stack that lives for some minutes
        environment.put("JVM_OPTIONS", "-XX:TieredStopAtLevel=1");
        environment.putAll(FreePorts.ofStack(ROOT));
        Files.createDirectories(tables.getParent());
        Files.copy(ROOT.resolve("tables.yaml"), tables, StandardCopyOption.REPLACE_EXISTING);
        return new StackPlace(home, tables, environment);
    }

    /** The one of earlier runs, or else one that later runs find; a shell reads the same file. */
    static StackPlace kept(Path folder) throws IOException {
        BuiltCommand.trust();
        Path file = folder.resolveSibling(folder.getFileName() + ".env");
        if (!Files.exists(file)) {
            StackPlace place = chosen(folder);
            Files.write(
                    file,
                    place.environment.entrySet().stream()
                            .map(entry -> "export " + entry.getKey() + "=" + entry.getValue())
                            .toList());
        }
        Map<String, String> environment = Files.readAllLines(file).stream()
                .map(line -> line.replace("export ", "").split("=", 2))
                .collect(Collectors.toMap(entry -> entry[0], entry -> entry[1]));
        return new StackPlace(
                folder.toAbsolutePath(), Path.of(environment.get("ISOTHERM_TABLES")), new TreeMap<>(environment));
    }
}
