package io.isotherm.bench.replay;

import io.isotherm.bench.stack.ClickHouse;
import java.util.List;

/** Watches a table of ClickHouse for the marks at the end of the topic. */
final class TableProgress {
    private static final String ROWS_WRITTEN =
            "(SELECT sum(value) FROM system.events WHERE event = 'MergeTreeDataWriterRows')";

    private final ClickHouse clickHouse;
    private final String table;
    private final long endId;
    private final int marks;
    private long rowsBefore;
    private boolean exists;

    TableProgress(ClickHouse clickHouse, String table, EventMultiplier events, int marks) {
        this.clickHouse = clickHouse;
        this.table = table;
        this.endId = events.endId();
        this.marks = marks;
    }

    /** By all inserts into all tables since the server's start. */
    static long rowsWritten(ClickHouse clickHouse) {
        return clickHouse.number("SELECT " + ROWS_WRITTEN);
    }

    void begin() {
        rowsBefore = rowsWritten(clickHouse);
        exists = false;
    }

    /** A lookup by primary key: it costs the server about a millisecond. */
    ReplaySystem.Progress look() {
        exists = exists || clickHouse.number("EXISTS TABLE " + table) == 1;
        if (!exists) {
            return new ReplaySystem.Progress(0, false);
        }
        List<String> row = clickHouse.row(
                "SELECT " + ROWS_WRITTEN + ", uniqExact(order_id) FROM " + table + " WHERE order_id >= " + endId);
        return new ReplaySystem.Progress(Long.parseLong(row.get(0)) - rowsBefore, Long.parseLong(row.get(1)) == marks);
    }
}
