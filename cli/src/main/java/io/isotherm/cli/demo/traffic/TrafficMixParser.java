package io.isotherm.cli.demo.traffic;

import io.isotherm.cli.CliException;
import io.isotherm.cli.demo.DemoSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Checks {@code traffic.yaml} as a whole: {@code operations} (name: weight) and {@code keep} (table: rows). */
final class TrafficMixParser {
    private static final String OPERATIONS = "operations";
    private static final String KEEP = "keep";
    private static final int LARGEST_TYPO = 4;

    private final String fileName;
    private final List<String> problems = new ArrayList<>();

    TrafficMixParser(String fileName) {
        this.fileName = fileName;
    }

    TrafficMix parse(String yaml) {
        Map<?, ?> root = section("the file", load(yaml));
        for (Object key : root.keySet()) {
            checkName("key", key, List.of(OPERATIONS, KEEP));
        }
        SortedMap<String, Double> weights = weights(section(OPERATIONS, root.get(OPERATIONS)));
        Map<String, Integer> rowsToKeep = rowsToKeep(section(KEEP, root.get(KEEP)));
        if (problems.isEmpty() && weights.isEmpty()) {
            problems.add("no operation has a weight above 0");
        }
        if (!problems.isEmpty()) {
            throw CliException.cannotRun(
                    fileName + ": " + String.join("; ", problems),
                    "correct the file; demo/ecommerce/traffic.yaml names every operation");
        }
        return new TrafficMix(weights, rowsToKeep);
    }

    private Object load(String yaml) {
        LoadSettings settings =
                LoadSettings.builder().setAllowDuplicateKeys(false).build();
        try {
            return new Load(settings).loadFromString(yaml);
        } catch (YamlEngineException e) {
            throw CliException.cannotRun(fileName + " is not valid YAML: " + e.getMessage(), "correct the file", e);
        }
    }

    private Map<?, ?> section(String name, Object value) {
        if (value == null) {
            return Map.of();
        }
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        problems.add(name + " is not a list of \"name: value\" lines");
        return Map.of();
    }

    private SortedMap<String, Double> weights(Map<?, ?> section) {
        SortedMap<String, Double> weights = new TreeMap<>();
        section.forEach((name, value) -> {
            checkName("operation", name, Operations.BY_NAME.keySet());
            if (!(value instanceof Number number) || !(number.doubleValue() >= 0) || number.doubleValue() > 1e9) {
                problems.add("the weight of " + name + " is " + value + ", expected a number from 0");
            } else if (number.doubleValue() > 0) {
                weights.put(String.valueOf(name), number.doubleValue());
            }
        });
        return weights;
    }

    private Map<String, Integer> rowsToKeep(Map<?, ?> section) {
        Map<String, Integer> rowsToKeep = new TreeMap<>();
        section.forEach((table, value) -> {
            checkName("table", table, DemoSource.TABLES);
            if (value instanceof Integer rows && rows >= 0) {
                rowsToKeep.put(String.valueOf(table), rows);
            } else {
                problems.add("the rows to keep of " + table + " are " + value + ", expected a whole number from 0");
            }
        });
        return rowsToKeep;
    }

    private void checkName(String kind, Object name, Collection<String> known) {
        String text = String.valueOf(name);
        if (known.contains(text)) {
            return;
        }
        LevenshteinDistance distance = new LevenshteinDistance(LARGEST_TYPO);
        String suggestion = known.stream()
                .filter(candidate -> distance.apply(text, candidate) >= 0)
                .min(Comparator.comparing(candidate -> distance.apply(text, candidate)))
                .map(candidate -> "did you mean " + candidate + "?")
                .orElse("one of " + String.join(", ", known));
        problems.add("unknown " + kind + " " + text + " (" + suggestion + ")");
    }
}
