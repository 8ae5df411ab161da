package io.isotherm.job.sink;

/**
 * The rows of one shape and table inside a writer: one buffer that fills while another may be on its way. Belongs to the task
 * thread.
 */
final class TableSlot {
    private final TargetTable table;
    private final PartitionRule partitions;
    private final TableLane lane;
    private TableBuffer filling;
    private TableBuffer spare;
    private long since;
    private long deadline;

    TableSlot(TargetTable table, PartitionRule partitions, TableLane lane) {
        this.table = table;
        this.partitions = partitions;
        this.lane = lane;
        this.filling = new TableBuffer(table, partitions);
    }

    String topic() {
        return table.shape().ref().topic();
    }

    boolean isHistory() {
        return table.history();
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
        filling = spare == null ? new TableBuffer(table, partitions) : spare;
        spare = null;
        return full;
    }

    void giveBack(TableBuffer sent) {
        sent.reset();
        spare = sent;
    }
}
