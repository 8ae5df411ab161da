package io.isotherm.demo;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.job.config.Suggestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** A YAML file that is checked as a whole: mistakes are collected, and {@link #finish()} reports all of them. */
public final class CheckedYaml {
    private final String fileName;
    private final List<String> problems = new ArrayList<>();

    /** @param fileName what messages call the text */
    public CheckedYaml(String fileName) {
        this.fileName = fileName;
    }

    public static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw CliException.cannotRun(
                    "cannot read " + file + ": " + Cause.of(e), "restore it from the repository", e);
        }
    }

    /** The top level of the text, with keys of these names only. */
    public Map<String, Object> document(String yaml, String... keys) {
        LoadSettings settings =
                LoadSettings.builder().setAllowDuplicateKeys(false).build();
        try {
            return map("the file", new Load(settings).loadFromString(yaml), List.of(keys));
        } catch (YamlEngineException e) {
            throw CliException.cannotRun(fileName + " is not valid YAML: " + e.getMessage(), "correct the file", e);
        }
    }

    /** Entries by name, in the order of the file; none if the value is missing. */
    public Map<String, Object> map(String path, Object value) {
        Map<String, Object> entries = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, entry) -> entries.put(String.valueOf(name), entry));
        } else if (value != null) {
            problem(path + " is not a list of \"name: value\" lines");
        }
        return entries;
    }

    public Map<String, Object> map(String path, Object value, Collection<String> keys) {
        Map<String, Object> entries = map(path, value);
        entries.keySet().forEach(name -> checkName("key " + name + " of " + path, name, keys));
        return entries;
    }

    /** Nothing but a text; empty if it is missing, which is a problem. */
    public String text(String path, Object value) {
        if (value instanceof String text && !text.isBlank()) {
            return text.strip();
        }
        problem(path + " is " + value + ", expected a text");
        return "";
    }

    public List<?> list(String path, Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        if (value != null) {
            problem(path + " is not a list");
        }
        return List.of();
    }

    /** A problem with a suggestion if the name is not one of those known. */
    public void checkName(String what, String name, Collection<String> known) {
        if (!known.contains(name)) {
            problem("unknown " + what + Suggestion.of(name, known));
        }
    }

    public void problem(String problem) {
        problems.add(problem);
    }

    public boolean hasProblems() {
        return !problems.isEmpty();
    }

    /** @throws CliException naming every problem of the file */
    public void finish() {
        if (hasProblems()) {
            throw CliException.cannotRun(
                    fileName + ": " + String.join("; ", problems),
                    "correct the file; demo/README.md describes its format");
        }
    }
}
