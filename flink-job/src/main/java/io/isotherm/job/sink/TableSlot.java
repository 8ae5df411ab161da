package io.isotherm.job.sink;

import io.isotherm.job.table.RowShape;

/**
 * The rows of one shape inside a writer: one buffer that fills while another may be on its way. Belongs to the task
 * thread.
 */
final class TableSlot {
    private final RowShape shape;
    private final PartitionRule partitions;
    private final TableLane lane;
    private TableBuffer filling;
    private TableBuffer spare;
    private long since;
    private long deadline;

    TableSlot(RowShape shape, PartitionRule partitions, TableLane lane) {
        this.shape = shape;
        this.partitions = partitions;
        this.lane = lane;
        this.filling = new TableBuffer(shape, partitions);
    }

    String topic() {
        return shape.ref().topic();
    }

    TableLane lane() {
        return lane;
    }

    TableBuffer filling() {
        return filling;
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

    /** Takes the filled buffer away; an empty one takes its place. */
    TableBuffer swap() {
        TableBuffer full = filling;
        filling = spare == null ? new TableBuffer(shape, partitions) : spare;
        spare = null;
        return full;
    }

    void giveBack(TableBuffer sent) {
        sent.reset();
        spare = sent;
    }
}
