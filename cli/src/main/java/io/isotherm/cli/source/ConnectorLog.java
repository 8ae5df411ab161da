package io.isotherm.cli.source;

import io.isotherm.cli.error.StackTrace;
import io.isotherm.job.config.PipelineNames;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds in Connect's log why a connector does not read. Debezium starts its task again by itself after most errors, for
 * ever if need be, and Connect calls it RUNNING meanwhile.
 */
public final class ConnectorLog {
    /** How many lines hold the trace of an error, and what is written until the next try. */
    public static final int LINES = 1_000;

    private static final Pattern ENTRY = Pattern.compile("\\[?\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:.*");
    private static final Pattern ERROR = Pattern.compile("\\[?\\d{4}-\\d\\d-\\d\\d[ T]\\S+ ERROR .*");

    private ConnectorLog() {}

    /** The innermost cause of a connector's last error, in one line. */
    public static Optional<String> lastError(List<String> log, String database) {
        // the names of the task's and of Debezium's threads
        List<String> marks = List.of(PipelineNames.connector(database) + "-", "-" + database + "-", "|" + database);
        for (int i = log.size() - 1; i >= 0; i--) {
            String line = log.get(i);
            if (ERROR.matcher(line).matches() && marks.stream().anyMatch(line::contains)) {
                List<String> trace = log.subList(i + 1, log.size()).stream()
                        .takeWhile(next -> !ENTRY.matcher(next).matches())
                        .toList();
                return Optional.of(StackTrace.cause(Stream.concat(
                                trace.isEmpty() ? Stream.of(line.replaceFirst(".*? - ", "")) : Stream.empty(),
                                trace.stream())
                        .collect(Collectors.joining("\n"))));
            }
        }
        return Optional.empty();
    }
}
