package io.isotherm.job;

import java.util.List;

/**
 * The uid of every operator, which is also its name in the Flink UI. Savepoints find their state by these: changing one
 * makes a running job lose that operator's state at its next restart.
 */
final class OperatorIds {
    static final String SOURCE = "kafka-source";
    static final String DECODE = "decode";
    static final String LATEST = "latest";
    static final String HOT_SINK = "hot-sink";
    static final String DEAD_LETTER_SINK = "dead-letter-sink";

    static final List<String> ALL = List.of(SOURCE, DECODE, LATEST, HOT_SINK, DEAD_LETTER_SINK);

    private OperatorIds() {}
}
