package io.isotherm.demo.traffic;

import io.isotherm.demo.CheckedYaml;
import io.isotherm.demo.traffic.Operation.Control;
import io.isotherm.demo.traffic.Operation.Include;
import io.isotherm.demo.traffic.Operation.Statement;
import io.isotherm.demo.traffic.Operation.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks {@code traffic.yaml} as a whole: {@code operations}, the {@code rows} they draw from, and rows to
 * {@code keep}.
 */
final class TrafficMixParser {
    private static final Pattern KEY_OF_TABLE = Pattern.compile("([a-z_][a-z0-9_]*)\\.([a-z_][a-z0-9_]*)");
    private static final int MOST_TIMES = 1_000;

    /** Parameters of every statement: how many things to deal with at once, and the repetition it is. */
    static final String BATCH = "batch";

    static final String REPETITION = "n";

    private final CheckedYaml yaml;
    private final List<String> tables;
    private Set<String> rowNames = Set.of();
    private Set<String> operationNames = Set.of();

    /** @param tables of the demo */
    TrafficMixParser(String fileName, List<String> tables) {
        this.yaml = new CheckedYaml(fileName);
        this.tables = tables;
    }

    TrafficMix parse(String text) {
        Map<String, Object> document = yaml.document(text, "keep", "rows", "operations");
        Map<String, Rows> rows = new LinkedHashMap<>();
        yaml.map("rows", document.get("rows")).forEach((name, value) -> rows.put(name, rows("rows." + name, value)));
        Map<String, Object> declared = yaml.map("operations", document.get("operations"));
        rowNames = rows.keySet();
        operationNames = declared.keySet();
        SortedMap<String, Operation> operations = new TreeMap<>();
        declared.forEach((name, value) -> operations.put(name, operation(name, value)));
        Map<String, Integer> rowsToKeep = rowsToKeep(yaml.map("keep", document.get("keep")));
        checkIncludes(operations);
        TrafficMix mix = new TrafficMix(operations, rows, rowsToKeep, Optional.empty());
        if (!yaml.hasProblems() && mix.weights().isEmpty()) {
            yaml.problem("no operation has a weight above 0");
        }
        yaml.finish();
        return mix;
    }

    private Rows rows(String path, Object value) {
        Map<String, Object> keys = yaml.map(path, value, List.of("of", "where", "bounds"));
        Matcher of = KEY_OF_TABLE.matcher(yaml.text(path + ".of", keys.get("of")));
        if (!of.matches()) {
            yaml.problem(path + ".of is not table.key");
            return new Rows("");
        }
        yaml.checkName("table " + of.group(1) + " of " + path, of.group(1), tables);
        return Rows.of(of.group(1), of.group(2), condition(path, keys, "bounds"), condition(path, keys, "where"));
    }

    private String condition(String path, Map<String, Object> keys, String key) {
        return keys.containsKey(key) ? yaml.text(path + "." + key, keys.get(key)) : "true";
    }

    private Operation operation(String name, Object value) {
        Map<String, Object> keys = yaml.map(name, value, List.of("weight", "take", "spare", "run"));
        Map<String, Amount> takes = new LinkedHashMap<>();
        amounts(name + ".take", keys.get("take")).forEach((rows, amount) -> {
            yaml.checkName("rows " + rows + " of " + name, rows, rowNames);
            takes.put(rows, amount);
        });
        Map<String, Amount> spares = amounts(name + ".spare", keys.get("spare"));
        spares.keySet().forEach(table -> yaml.checkName("table " + table + " of " + name, table, tables));
        Object run = keys.get("run");
        List<?> entries = run instanceof String one ? List.of(one) : yaml.list(name + ".run", run);
        if (entries.isEmpty()) {
            yaml.problem(name + " does nothing: it has no run");
        }
        List<Step> steps = new ArrayList<>();
        Set<String> known = new LinkedHashSet<>();
        for (Object entry : entries) {
            steps.add(step(name, entry, known, takes));
        }
        return new Operation(weight(name, keys.get("weight")), takes, spares, steps);
    }

    private double weight(String name, Object value) {
        if (value == null) {
            return 0;
        }
        if (value instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() <= 1e9) {
            return number.doubleValue();
        }
        yaml.problem("the weight of " + name + " is " + value + ", expected a number from 0");
        return 0;
    }

    private Map<String, Amount> amounts(String path, Object value) {
        Map<String, Amount> amounts = new LinkedHashMap<>();
        yaml.map(path, value).forEach((name, text) -> {
            Optional<Amount> amount = Amount.of(text);
            if (amount.isEmpty()) {
                yaml.problem(path + "." + name + " is " + text + ", expected a number, batch, N * batch or few");
            }
            amounts.put(name, amount.orElse(Amount.BATCH));
        });
        return amounts;
    }

    private Step step(String name, Object entry, Set<String> known, Map<String, Amount> takes) {
        if (entry instanceof String text) {
            for (Control control : Control.values()) {
                if (text.equals(control.name().toLowerCase(Locale.ROOT).replace('_', ' '))) {
                    return control;
                }
            }
            return statement(name, Map.of("sql", text), known, takes);
        }
        Map<String, Object> keys = yaml.map("a step of " + name, entry, List.of("do", "sql", "as", "times"));
        if (keys.containsKey("do")) {
            String included = yaml.text("do of " + name, keys.get("do"));
            yaml.checkName("operation " + included + " of " + name, included, operationNames);
            return new Include(included);
        }
        return statement(name, keys, known, takes);
    }

    private Statement statement(String name, Map<String, Object> keys, Set<String> known, Map<String, Amount> takes) {
        NamedSql sql = NamedSql.of(yaml.text("sql of " + name, keys.get("sql")));
        Object times = keys.getOrDefault("times", 1);
        if (!(times instanceof Integer number) || number < 1 || number > MOST_TIMES) {
            yaml.problem("times of " + name + " is " + times + ", expected 1 to " + MOST_TIMES);
            times = 1;
        }
        for (String parameter : sql.parameters()) {
            if (known.contains(parameter) || parameter.equals(BATCH) || parameter.equals(REPETITION)) {
                continue;
            }
            yaml.checkName("rows :" + parameter + " of " + name, parameter, rowNames);
            takes.putIfAbsent(parameter, Amount.BATCH);
        }
        String as = null;
        if (keys.containsKey("as")) {
            as = yaml.text("as of " + name, keys.get("as"));
            known.add(as);
        }
        return new Statement(sql, as, (Integer) times);
    }

    private Map<String, Integer> rowsToKeep(Map<String, Object> section) {
        Map<String, Integer> rowsToKeep = new TreeMap<>();
        section.forEach((table, value) -> {
            yaml.checkName("table " + table, table, tables);
            if (value instanceof Integer rows && rows >= 0) {
                rowsToKeep.put(table, rows);
            } else {
                yaml.problem("the rows to keep of " + table + " are " + value + ", expected a whole number from 0");
            }
        });
        return rowsToKeep;
    }

    /** One level: an operation that others use has only statements, so none can use itself. */
    private void checkIncludes(SortedMap<String, Operation> operations) {
        operations.forEach((name, operation) -> operation.steps().forEach(step -> {
            if (step instanceof Include include
                    && operations.containsKey(include.operation())
                    && operations.get(include.operation()).steps().stream()
                            .anyMatch(inner -> !(inner instanceof Statement))) {
                yaml.problem(name + " does " + include.operation() + ", which is more than statements itself");
            }
        }));
    }
}
