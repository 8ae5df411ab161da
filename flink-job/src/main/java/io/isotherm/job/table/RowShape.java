package io.isotherm.job.table;

import java.io.Serializable;
import java.util.List;

/**
 * How the rows of one table and one writer schema are laid out: RowBinary of {@link #columns} in order, followed by the
 * trailer {@code _version UInt128, _is_deleted UInt8, _committed_at DateTime64(6)}.
 *
 * <p>A row's key bytes are the RowBinary values of the {@link #keyColumns}, in key order, without the rest. Key columns
 * are never nullable.
 */
public final class RowShape implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Bytes after the last column: version 16, deleted flag 1, commit time 8. */
    public static final int TRAILER_BYTES = 25;

    private final ShapeRef ref;
    private final TableId table;
    private final List<Column> columns;
    private final int[] keyColumns;
    private final int partitionColumn;
    private final EpochUnit partitionUnit;
    private final Retention retention;

    /** What the latest-state operator has to remember of a row beside its version. */
    public enum Retention {
        /** Version and deleted flag: nothing else of the row is ever needed again. */
        VERSION,
        /** Also the partition column's value, so that a delete or a move finds the row's partition. */
        PARTITION,
        /** The whole row: the source may leave out unchanged TOASTed values. */
        ROW,
        /** Nothing at all: each row is a change, and has a key that no other row has. */
        NONE
    }

    /**
     * @param keyColumns indexes into columns, in the order of the key
     * @param partitionColumn index into columns, or -1
     * @param partitionUnit what the partition column counts if it is an integer, else null
     */
    public RowShape(
            ShapeRef ref,
            List<Column> columns,
            int[] keyColumns,
            int partitionColumn,
            EpochUnit partitionUnit,
            Retention retention) {
        this.ref = ref;
        this.table = TableId.ofTopic(ref.topic());
        this.columns = List.copyOf(columns);
        this.keyColumns = keyColumns.clone();
        this.partitionColumn = partitionColumn;
        this.partitionUnit = partitionUnit;
        this.retention = retention;
    }

    public ShapeRef ref() {
        return ref;
    }

    public TableId table() {
        return table;
    }

    public List<Column> columns() {
        return columns;
    }

    public int[] keyColumns() {
        return keyColumns.clone();
    }

    public int partitionColumn() {
        return partitionColumn;
    }

    public EpochUnit partitionUnit() {
        return partitionUnit;
    }

    public boolean isPartitioned() {
        return partitionColumn >= 0;
    }

    public Retention retention() {
        return retention;
    }

    /**
     * Offset just behind the value of {@code column} that starts at {@code offset}.
     *
     * @param row bytes that hold a row of this shape
     */
    public int skip(byte[] row, int offset, int column) {
        return columns.get(column).skip(row, offset);
    }

    @Override
    public String toString() {
        return ref + " " + columns;
    }
}
