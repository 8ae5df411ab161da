package io.isotherm.job.latest;

import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.RowFormat;
import io.isotherm.job.model.RowMeta;
import io.isotherm.job.model.RowView;
import io.isotherm.job.model.RowWriter;
import io.isotherm.job.table.Column;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a row of which some columns come from an incoming row and others from the stored one, which may have another
 * layout. Reused; between {@link #begin} and {@link #write} the caller says what comes from where.
 */
final class RowComposer {
    private final RowWriter writer = new RowWriter();
    private final RowMeta meta = new RowMeta();

    private ShapePlan plan;
    private List<Column> columns;
    private RowView row;
    /** Where each column of the incoming row starts, and where the last one ends. */
    private int[] rowSpans = new int[32];

    private byte[] storedBytes;
    private RowMapping mapping;
    private int[] storedSpans = new int[32];
    private int storedLength;

    private boolean[] isStored = new boolean[32];
    private int partitionKind;
    private long partitionValue;

    private int rowStart;
    private int rowLength;

    /** @param stored the row to take columns from, or null */
    void begin(ShapePlan shapePlan, RowView incoming, StoredEntry stored, RowMapping storedMapping) {
        plan = shapePlan;
        row = incoming;
        columns = plan.shape().columns();
        rowSpans = locate(columns, row.data(), row.rowStart(), rowSpans);
        mapping = storedMapping;
        storedLength = 0;
        if (storedMapping != null) {
            storedBytes = stored.bytes();
            storedLength = stored.rowLength();
            storedSpans = locate(storedMapping.stored(), storedBytes, stored.rowStart(), storedSpans);
        }
        if (isStored.length < columns.size()) {
            isStored = new boolean[columns.size()];
        }
        Arrays.fill(isStored, false);
        partitionKind = EntryFormat.PARTITION_UNKNOWN;
        meta.flags = row.flags();
        meta.kafkaPartition = row.kafkaPartition();
        meta.partitionValue = row.partitionValue();
        meta.versionHigh = row.versionHigh();
        meta.versionLow = row.versionLow();
        meta.committedAt = row.committedAt();
    }

    private static int[] locate(List<Column> columns, byte[] bytes, int start, int[] reuse) {
        int[] spans = reuse.length > columns.size() ? reuse : new int[columns.size() + 1];
        spans[0] = start;
        for (int i = 0; i < columns.size(); i++) {
            spans[i + 1] = columns.get(i).skip(bytes, spans[i]);
        }
        return spans;
    }

    /**
     * Takes the columns that the source left out from the stored row.
     *
     * @return index of a column that the stored row does not have, or -1
     */
    int takeMissing() {
        for (int i = 0; i < row.missingCount(); i++) {
            int column = row.missing(i);
            if (!isKnown(column)) {
                return column;
            }
            isStored[column] = true;
        }
        return -1;
    }

    /** A value that was left out is in the TOAST table, so it is not NULL: a stored NULL is of an older change. */
    private boolean isKnown(int column) {
        if (mapping == null || mapping.source(column) < 0) {
            return false;
        }
        int source = mapping.source(column);
        return !mapping.stored().get(source).nullable() || storedBytes[storedSpans[source]] == 0;
    }

    /** Takes all columns that are not in the key from the stored row, as far as it has them. */
    void takeAllButKey() {
        for (int column = 0; column < columns.size(); column++) {
            isStored[column] = mapping != null && mapping.source(column) >= 0 && !plan.isKey(column);
        }
    }

    /** Puts the row into another partition. */
    void takePartition(int kind, long value) {
        if (plan.partitioning() == null || kind == EntryFormat.PARTITION_UNKNOWN) {
            return;
        }
        partitionKind = kind;
        partitionValue = value;
        boolean isNull = kind == EntryFormat.PARTITION_NULL;
        meta.partitionValue = isNull ? 0 : plan.partitioning().convert(kind, value);
        meta.flags = isNull ? meta.flags | RowFormat.PARTITION_NULL : meta.flags & ~RowFormat.PARTITION_NULL;
    }

    void set(int flags) {
        meta.flags |= flags;
    }

    void clear(int flags) {
        meta.flags &= ~flags;
    }

    /**
     * Gives the row the version just below its change's.
     *
     * <p>ReplacingMergeTree replaces within a partition when it merges, but across partitions when a query says FINAL,
     * unless {@code do_not_merge_across_partitions_select_final} is set. Both must show the row once, in its new
     * partition. So the tombstone has to win in the old partition, whose newest row has the stored version S &lt; V,
     * and to lose against the live row with V; with V itself the winner across partitions would be a matter of read
     * order. S &lt;= V - 1 &lt; V holds for all integers, and V &gt; S &gt;= 0 means that V - 1 never wraps below
     * zero; it may borrow from the WAL position where the Kafka offset is 0, which does no harm, for the number is
     * only compared. S = V - 1 needs the same WAL position and the next Kafka offset: a snapshot row straight after a
     * streamed one. Then both rows are in the same partition, and ReplacingMergeTree takes the one inserted last,
     * which is the tombstone, in replays too, because it is made only after the row with S was passed on. One case
     * keeps the first row live: a job that replays without state, stops between the two rows, and then goes on from a
     * savepoint behind them.
     */
    void lowerVersion() {
        if (meta.versionLow == 0) {
            meta.versionHigh--;
        }
        meta.versionLow--;
    }

    /** Appends the row to the batch. */
    void write(ChangeBatch target) {
        byte[] from = row.data();
        int bound = row.rowLength() + storedLength + columns.size() + Long.BYTES;
        writer.begin(target, plan.shape().ref(), row.keyHash(), from, row.keyStart(), row.keyLength(), bound);
        byte[] to = writer.data();
        rowStart = writer.rowStart();
        int at = rowStart;
        for (int column = 0; column < columns.size(); column++) {
            if (partitionKind != EntryFormat.PARTITION_UNKNOWN
                    && column == plan.shape().partitionColumn()) {
                at = plan.partitioning().write(partitionKind, partitionValue, to, at);
            } else if (isStored[column] && !isStoredNullForbidden(column)) {
                at = copyStored(column, to, at);
            } else {
                at = copy(from, rowSpans[column], rowSpans[column + 1], to, at);
            }
        }
        rowLength = at - rowStart;
        writer.finish(at, meta);
    }

    /** Offset of the row last written, in the data of its batch. */
    int rowStart() {
        return rowStart;
    }

    /** Bytes of the row last written, without the trailer. */
    int rowLength() {
        return rowLength;
    }

    /** The column became NOT NULL after the stored row was written. */
    private boolean isStoredNullForbidden(int column) {
        int source = mapping.source(column);
        return !columns.get(column).nullable()
                && mapping.stored().get(source).nullable()
                && storedBytes[storedSpans[source]] != 0;
    }

    private int copyStored(int column, byte[] to, int offset) {
        int source = mapping.source(column);
        int start = storedSpans[source];
        int end = storedSpans[source + 1];
        int at = offset;
        boolean storedNullable = mapping.stored().get(source).nullable();
        boolean nullable = columns.get(column).nullable();
        if (nullable && !storedNullable) {
            to[at++] = 0;
        } else if (!nullable && storedNullable) {
            start++;
        }
        return copy(storedBytes, start, end, to, at);
    }

    private static int copy(byte[] from, int start, int end, byte[] to, int at) {
        System.arraycopy(from, start, to, at, end - start);
        return at + end - start;
    }
}
