package io.isotherm.cli.query;

import io.isotherm.cli.error.CliException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a command line says beside the command's own options: the name of a query, before or behind
 * {@code --parameter value} or {@code --parameter=value}.
 *
 * @param name null if there is none
 * @param values by the option's name
 */
public record QueryArguments(String name, Map<String, String> values) {

    /** @throws CliException if a value is missing or there are several names */
    public static QueryArguments parse(List<String> words) {
        String name = null;
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            int equals = word.indexOf('=');
            if (!word.startsWith("--")) {
                if (name != null) {
                    throw problem("there are two names of queries, " + name + " and " + word);
                }
                name = word;
            } else if (equals > 0) {
                put(values, word.substring(0, equals), word.substring(equals + 1));
            } else if (i + 1 < words.size() && !words.get(i + 1).startsWith("--")) {
                put(values, word, words.get(++i));
            } else {
                throw problem(word + " has no value");
            }
        }
        return new QueryArguments(name, values);
    }

    private static void put(Map<String, String> values, String option, String value) {
        if (values.put(option, value) != null) {
            throw problem(option + " is given twice");
        }
    }

    private static CliException problem(String message) {
        return CliException.cannotRun(message, "say ./isotherm query NAME --parameter value");
    }
}
