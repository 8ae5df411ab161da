package io.isotherm.job.sink.batch;

import io.isotherm.job.config.JobConfig;
import io.isotherm.job.model.RowView;
import io.isotherm.job.sink.table.TargetTable;

/**
 * The rows of one shape and table inside a writer: a buffer that fills, if there are any, while another may be on its
 * way. Belongs to the task thread.
 */
final class TableSlot {
    private final TargetTable table;
    private final PartitionRule partitions;
    private final TableLane lane;
    private final BufferPool pool;
    /** Null while there is no row. */
    private TableBuffer filling;
    /** A slowly falling maximum of what was sent at once. */
    private int recentBytes;

    private long since;
    private long deadline;

    TableSlot(TargetTable table, PartitionRule partitions, TableLane lane, BufferPool pool) {
        this.table = table;
        this.partitions = partitions;
        this.lane = lane;
        this.pool = pool;
    }

    String topic() {
        return table.shape().ref().topic();
    }

    boolean isHistory() {
        return table.kind() == TargetTable.Kind.HISTORY;
    }

    TableLane lane() {
        return lane;
    }

    /** See {@link TableBuffer#expect}. */
    void expect(RowView row) {
        filling().expect(row);
    }

    void add(RowView row) {
        TableBuffer buffer = filling();
        long before = buffer.capacity();
        buffer.add(row);
        pool.grew(buffer.capacity() - before);
    }

    private TableBuffer filling() {
        if (filling == null) {
            filling = pool.take(table, partitions, recentBytes);
        }
        return filling;
    }

    boolean isEmpty() {
        return filling == null || filling.isEmpty();
    }

    boolean isFull(JobConfig.Sink bounds) {
        return filling != null
                && (filling.rows() >= bounds.maxBatchRows() || filling.bytes() >= bounds.maxBatchBytes());
    }

    /** Of the buffer that fills, bytes. */
    long capacity() {
        return filling == null ? 0 : filling.capacity();
    }

    /** When the rows are to be sent, milliseconds; meaningless while the buffer is empty. */
    long deadline() {
        return deadline;
    }

    /** When the oldest row came, milliseconds. */
    long since() {
        return since;
    }

    /** The first row of a buffer comes now. */
    void startClock(long now) {
        since = now;
        deadline = lane.deadline(now);
    }

    /** Takes the rows away; they go back to the pool when they are sent. */
    TableBuffer takeRows() {
        TableBuffer full = filling;
        filling = null;
        recentBytes = Math.max(full.bytes(), recentBytes - recentBytes / 8);
        pool.left(full);
        return full;
    }
}
