package io.isotherm.cli.source;

import io.isotherm.cli.StackTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads from the trace of a failed connector what the innermost cause does not say: whose record it was. A registry that
 * refuses a schema names neither; the converter around it names the topic, and often has the schema in its message.
 */
final class ConnectorFailure {
    private static final Pattern TOPIC =
            Pattern.compile("(?:topic|subject)[: ]+'?([^\\s:,']+?)(?:-key|-value)?'?(?:[\\s:,]|$)");

    /** A field of an Avro schema whose default is no JSON: the text up to the next field's name. */
    private static final Pattern BAD_DEFAULT = Pattern.compile(
            "\"name\"\\s*:\\s*\"([^\"]+)\"(?:(?!\"name\"\\s*:).)*?\"default\"\\s*:\\s*(NaN|-?Infinity|\"(?:NaN|-?Infinity)\")",
            Pattern.DOTALL);

    private ConnectorFailure() {}

    /** In one line. */
    static String describe(String trace) {
        String cause = StackTrace.cause(trace);
        List<String> where = new ArrayList<>();
        tableIn(trace).ifPresent(table -> where.add("table " + table));
        TreeSet<String> columns = new TreeSet<>();
        Matcher defaults = BAD_DEFAULT.matcher(trace);
        while (defaults.find()) {
            columns.add(defaults.group(1) + " (DEFAULT " + defaults.group(2).replace("\"", "") + ")");
        }
        if (!columns.isEmpty()) {
            where.add("column " + String.join(", ", columns));
        }
        return where.isEmpty() ? cause : String.join(", ", where) + ": " + cause;
    }

    private static Optional<String> tableIn(String trace) {
        Matcher topics = TOPIC.matcher(trace);
        while (topics.find()) {
            String[] parts = topics.group(1).split("\\.", 3);
            if (parts.length == 3) {
                return Optional.of(parts[1] + "." + parts[2]);
            }
        }
        return Optional.empty();
    }
}
