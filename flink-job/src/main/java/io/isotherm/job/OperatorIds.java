package io.isotherm.job;

/**
 * The uid of every operator, which is also its name in the Flink UI. Savepoints find their state by these: changing one
 * makes a running job lose that operator's state at its next restart.
 */
final class OperatorIds {
    static final String SOURCE = "kafka-source";
    static final String OFFSET_AUDIT = "offset-audit";
    static final String DECODE = "decode";
    static final String LATEST = "latest";
    static final String HOT_SINK = "hot-sink";
    static final String DEAD_LETTER_SINK = "dead-letter-sink";

    private OperatorIds() {}
}
