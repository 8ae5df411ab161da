package io.isotherm.cli.query;

import io.isotherm.cli.error.CliException;
import io.isotherm.job.config.Suggestion;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A query that has a name.
 *
 * @param name with its database, such as {@code shop.best_sellers}
 * @param database whose tables it reads; empty if the query belongs to none
 * @param description empty if the head of the file has none
 * @param parameters in the order of the SQL
 */
public record NamedQuery(
        String name, String database, Path file, String description, List<QueryParameter> parameters, String sql) {

    /** The beginning of the description. */
    public String summary() {
        return description.split("(?<=\\.) ", 2)[0];
    }

    /** Options with their standard values, as a list of queries shows them. */
    public String options() {
        return parameters.stream()
                .map(parameter ->
                        parameter.option() + " " + (parameter.standard() == null ? "?" : parameter.standard()))
                .collect(Collectors.joining(" "));
    }

    /**
     * @param taken options of the command itself
     * @throws CliException if a parameter has the name of one of them
     */
    public void requireOptionsBeside(Collection<String> taken) {
        for (QueryParameter parameter : parameters) {
            if (taken.contains(parameter.option())) {
                throw CliException.cannotRun(
                        file + ": no parameter can be called " + parameter.name() + ", because " + parameter.option()
                                + " is an option of the command",
                        "give it another name");
            }
        }
    }

    /**
     * Values of all parameters, as ClickHouse reads them.
     *
     * @param given by the option's name
     * @param today in UTC
     * @throws CliException naming everything that is unknown, missing or no day
     */
    public Map<String, String> bind(Map<String, String> given, LocalDate today) {
        List<String> options = parameters.stream().map(QueryParameter::option).toList();
        List<String> problems = new ArrayList<>();
        for (String option : given.keySet()) {
            if (!options.contains(option)) {
                problems.add("there is no option " + option
                        + (options.isEmpty() ? "; it has no parameters" : Suggestion.of(option, options)));
            }
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (QueryParameter parameter : parameters) {
            String value = given.get(parameter.option());
            if (value != null) {
                parameter.problemWith(value).ifPresent(problems::add);
                values.put(parameter.name(), parameter.encoded(value, today));
            } else if (parameter.standard() != null) {
                values.put(parameter.name(), parameter.encodedStandard(today));
            } else {
                problems.add(parameter.option() + " is missing");
            }
        }
        if (!problems.isEmpty()) {
            throw CliException.cannotRun("query " + name + ": " + String.join("; ", problems), parameterHelp());
        }
        return values;
    }

    /** What can be said with the query. */
    String parameterHelp() {
        return parameters.isEmpty()
                ? "repeat the command without it"
                : "its parameters are "
                        + parameters.stream().map(QueryParameter::usage).collect(Collectors.joining("; "));
    }
}
