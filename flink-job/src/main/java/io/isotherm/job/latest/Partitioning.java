package io.isotherm.job.latest;

import io.isotherm.job.config.TableSettings.Partition;
import io.isotherm.job.model.RowFormat;
import io.isotherm.job.model.RowView;
import io.isotherm.job.table.Column;
import io.isotherm.job.table.EpochUnit;
import io.isotherm.job.table.RowShape;
import java.time.LocalDate;

/**
 * In which partition of its hot table a row is, and how to write a partition column. A {@code Date32} holds days since
 * the epoch, a {@code DateTime64(6)} microseconds; an integer counts in its {@link EpochUnit}, but travels and is
 * remembered as microseconds. Partitions are days or months in UTC, as {@code toYYYYMMDD} and {@code toYYYYMM} give
 * them.
 */
final class Partitioning {
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private final Partition size;
    private final boolean nullable;
    private final int width;
    /** Null unless the column is an integer. */
    private final EpochUnit unit;

    private Partitioning(Partition size, Column column, EpochUnit unit) {
        this.size = size;
        this.nullable = column.nullable();
        this.width = column.type().width();
        this.unit = unit;
    }

    /**
     * @return null if the table has no partitions, or its rows cannot change theirs because the column is in the key
     * @throws IllegalArgumentException if the column is neither a date, a timestamp nor an integer
     */
    static Partitioning of(RowShape shape, Partition size) {
        if (!shape.isPartitioned()) {
            return null;
        }
        for (int keyColumn : shape.keyColumns()) {
            if (keyColumn == shape.partitionColumn()) {
                return null;
            }
        }
        Column column = shape.columns().get(shape.partitionColumn());
        if (column.type().width() != Integer.BYTES && column.type().width() != Long.BYTES) {
            throw new IllegalArgumentException("partition_by of " + shape.table() + " names column '" + column.name()
                    + "' of type " + column.type().name() + "; it has to be a date, a timestamp or an integer");
        }
        return new Partitioning(size, column, shape.partitionUnit());
    }

    /** The row's partition kind as {@link EntryFormat} has it. */
    int kindOf(RowView row) {
        if (row.is(RowFormat.PARTITION_NULL)) {
            return EntryFormat.PARTITION_NULL;
        }
        return holdsDays() ? EntryFormat.PARTITION_DAYS : EntryFormat.PARTITION_MICROS;
    }

    private boolean holdsDays() {
        return unit == null && width == Integer.BYTES;
    }

    /**
     * Whether both values are in the same partition. An unknown one is in every partition: nobody can say otherwise.
     */
    boolean isSame(int kindA, long valueA, int kindB, long valueB) {
        if (kindA == EntryFormat.PARTITION_UNKNOWN || kindB == EntryFormat.PARTITION_UNKNOWN) {
            return true;
        }
        if (kindA == EntryFormat.PARTITION_NULL || kindB == EntryFormat.PARTITION_NULL) {
            return kindA == kindB;
        }
        return kindA == kindB && valueA == valueB || number(kindA, valueA) == number(kindB, valueB);
    }

    private long number(int kind, long value) {
        long day = kind == EntryFormat.PARTITION_DAYS ? value : Math.floorDiv(value, MICROS_PER_DAY);
        if (size == Partition.DAY) {
            return day;
        }
        LocalDate date = LocalDate.ofEpochDay(day);
        return date.getYear() * 12L + date.getMonthValue();
    }

    /** The value in this column's own kind; the stored one may be from before the column's type changed. */
    long convert(int kind, long value) {
        if (kind == EntryFormat.PARTITION_DAYS && !holdsDays()) {
            return value * MICROS_PER_DAY;
        }
        if (kind == EntryFormat.PARTITION_MICROS && holdsDays()) {
            return Math.floorDiv(value, MICROS_PER_DAY);
        }
        return value;
    }

    /**
     * Writes the column's RowBinary value.
     *
     * @return offset behind it
     */
    int write(int kind, long value, byte[] target, int offset) {
        int at = offset;
        if (nullable) {
            target[at++] = (byte) (kind == EntryFormat.PARTITION_NULL ? 1 : 0);
            if (kind == EntryFormat.PARTITION_NULL) {
                return at;
            }
        }
        long converted = convert(kind, value);
        long held = unit == null ? converted : unit.ofMicros(converted);
        if (width == Integer.BYTES) {
            RowFormat.putInt(target, at, (int) held);
        } else {
            RowFormat.putLong(target, at, held);
        }
        return at + width;
    }
}
