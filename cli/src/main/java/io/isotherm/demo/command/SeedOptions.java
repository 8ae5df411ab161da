package io.isotherm.demo.command;

import io.isotherm.demo.DemoOption;
import io.isotherm.job.config.Suggestion;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Reads {@code --name value} and {@code --name=value} for the options that a demo declares. */
final class SeedOptions {
    private final List<DemoOption> known;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, BigDecimal> values = new HashMap<>();

    private SeedOptions(List<DemoOption> known) {
        this.known = known;
    }

    /** @throws ParameterException naming everything that is wrong */
    static Map<String, BigDecimal> parse(CommandLine command, List<DemoOption> known, List<String> arguments) {
        SeedOptions options = new SeedOptions(known);
        options.readAll(arguments);
        for (DemoOption option : known) {
            if (option.standard() == null && !options.values.containsKey(option.name())) {
                options.problems.add("--" + option.name() + " is missing: " + option.description());
            }
        }
        if (!options.problems.isEmpty()) {
            throw new ParameterException(command, String.join("; ", options.problems));
        }
        return options.values;
    }

    private void readAll(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            String value = equals >= 0
                    ? argument.substring(equals + 1)
                    : i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("--") ? arguments.get(++i) : "";
            read(name, value);
        }
    }

    private void read(String argument, String value) {
        DemoOption option = known.stream()
                .filter(candidate -> argument.equals("--" + candidate.name()))
                .findFirst()
                .orElse(null);
        if (option == null) {
            List<String> names =
                    known.stream().map(candidate -> "--" + candidate.name()).toList();
            problems.add("unknown option " + argument
                    + (names.isEmpty() ? "; this demo has none of its own" : Suggestion.of(argument, names)));
            return;
        }
        try {
            BigDecimal number = new BigDecimal(value);
            option.problemWith(number).ifPresent(problems::add);
            values.put(option.name(), number);
        } catch (NumberFormatException e) {
            problems.add(argument + " is \"" + value + "\", expected a number");
        }
    }
}
