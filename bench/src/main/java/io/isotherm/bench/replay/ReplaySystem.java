package io.isotherm.bench.replay;

import java.util.Map;

/** One way to bring a topic into ClickHouse, or a part of it. */
interface ReplaySystem {
    /** As it stands in tables and plots. */
    String name();

    /** Whether it is Isotherm. */
    default boolean isOurs() {
        return false;
    }

    /** Makes tables and whatever else is not part of the measurement. */
    void prepare();

    /** Submits it; the clock runs from here. */
    void start();

    /** How far it has come; asked again and again while it runs. */
    Progress progress();

    /**
     * @param rows handed on so far; the number at the end may differ from system to system
     * @param done whether the last event's effect can be seen
     */
    record Progress(long rows, boolean done) {}

    /** What else is worth knowing, asked before it is stopped. */
    default Map<String, Number> details() {
        return Map.of();
    }

    /** Where the rows are, or null if it writes none. */
    String table();

    void stop();
}
