package io.isotherm.cli.load;

import io.isotherm.cli.error.StackTrace;
import io.isotherm.job.table.TableId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds in Connect's log why Debezium gave up the read of a table, which it tells nobody else. */
final class SkippedReads {
    /** How Debezium ends such a line; it then reads the next table. */
    private static final String SKIPPED = "failed. Skipping it";

    private SkippedReads() {}

    /** @param log lines of Connect's log, oldest first */
    static Optional<String> cause(List<String> log, TableId table) {
        for (int i = log.size() - 1; i >= 0; i--) {
            String line = log.get(i).replace("\"", "");
            if (line.endsWith(" " + table.qualifiedName() + " " + SKIPPED)) {
                String trace = log.subList(i + 1, log.size()).stream()
                        .takeWhile(SkippedReads::belongsToTrace)
                        .collect(Collectors.joining("\n"));
                return Optional.of(StackTrace.cause(trace));
            }
        }
        return Optional.empty();
    }

    private static boolean belongsToTrace(String line) {
        return !line.startsWith("[") && !line.matches("\\d{4}-\\d{2}-\\d{2}.*");
    }
}
