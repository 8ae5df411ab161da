package io.isotherm.bench.replay;

import io.isotherm.bench.stack.ClickHouse;

/**
 * The topic that all systems read, and how its end is known.
 *
 * @param bytes of keys and values, before compression
 */
record Replay(ClickHouse clickHouse, EventMultiplier events, long bytes) {
    /**
     * Rows at the end of the topic. Every partition and every subtask of a sink has some of them, so when all are there
     * so is everything before them; the final check would find out if not.
     */
    static final int MARKS = 128;

    OrdersTable table() {
        return new OrdersTable(clickHouse);
    }

    TableProgress progressOf(String name) {
        return new TableProgress(clickHouse, name, events, MARKS);
    }

    /** Records in the topic. */
    long records() {
        return events.events() + MARKS;
    }
}
