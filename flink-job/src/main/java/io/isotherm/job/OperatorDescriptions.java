package io.isotherm.job;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What the Flink UI says of each operator: what it does, and the heading of {@code docs/operations.md} to read when it
 * is red. Flink itself describes the parts of a sink, so {@code latest} before it names what to read. Descriptions may
 * change; a savepoint does not know them.
 */
final class OperatorDescriptions {
    static final String SOURCE = of("reads the topics of all tables from Kafka", "the-job-does-not-run");
    static final String OFFSET_AUDIT = of("notices records that Kafka has deleted unread", "a-table-may-lack-rows");
    static final String DECODE = of("turns Debezium's changes into rows", "there-are-dead-letters");
    static final String LATEST = of(
            "keeps the newest version of each key, for the sink",
            "the-taskmanager-runs-out-of-memory",
            "the-sink-is-busy-and-does-not-write");

    private OperatorDescriptions() {}

    private static String of(String does, String... headings) {
        return Arrays.stream(headings)
                .map(heading -> "docs/operations.md#" + heading)
                .collect(Collectors.joining(", ", does + " (when red: ", ")"));
    }
}
