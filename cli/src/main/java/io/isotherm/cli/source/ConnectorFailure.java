package io.isotherm.cli.source;

import io.isotherm.cli.error.StackTrace;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads from the trace of a failed connector what the innermost cause does not say: whose record it was. A registry
 * that refuses a schema does not; the converter around it names the topic.
 */
final class ConnectorFailure {
    private static final Pattern TOPIC =
            Pattern.compile("(?:topic|subject)[: ]+'?([^\\s:,']+?)(?:-key|-value)?'?(?:[\\s:,]|$)");

    private ConnectorFailure() {}

    /** In one line. */
    static String describe(String trace) {
        String cause = StackTrace.cause(trace);
        String column =
                RefusedSchema.column(trace).map(name -> ", column " + name).orElse("");
        return tableIn(trace)
                .map(table -> "table " + table + column + ": " + cause)
                .orElse(cause);
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
