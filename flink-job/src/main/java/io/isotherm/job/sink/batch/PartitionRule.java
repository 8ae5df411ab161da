package io.isotherm.job.sink.batch;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.model.RowFormat;
import io.isotherm.job.model.RowView;
import io.isotherm.job.sink.table.TargetTable;
import io.isotherm.job.table.RowShape;
import java.time.LocalDate;

/**
 * Tells which rows of a table are certain to land in the same ClickHouse partition. ReplacingMergeTree replaces rows
 * within a partition only, so a row may stand for an older one of its key only if both go to the same partition.
 *
 * <p>Equal numbers mean the same partition; different numbers may still do so where the server clamps dates.
 */
public final class PartitionRule {
    private static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final long NULL_PARTITION = Long.MIN_VALUE;

    private enum Unit {
        /** A history: no row ever stands for another. */
        EVERY_ROW,
        NONE,
        DAYS,
        MICROSECONDS,
        /** Of a type whose partition is not computed here: only equal values are known to share one. */
        VALUE
    }

    private final Unit unit;
    private final boolean monthly;

    private PartitionRule(Unit unit, boolean monthly) {
        this.unit = unit;
        this.monthly = monthly;
    }

    public static PartitionRule of(TargetTable table, TableSettings settings) {
        if (table.kind() == TargetTable.Kind.HISTORY) {
            return new PartitionRule(Unit.EVERY_ROW, false);
        }
        RowShape shape = table.shape();
        if (!shape.isPartitioned()) {
            return new PartitionRule(Unit.NONE, false);
        }
        String type = shape.columns().get(shape.partitionColumn()).type().name();
        Unit unit = Unit.VALUE;
        if (shape.partitionUnit() != null || type.startsWith("DateTime64(6")) {
            unit = Unit.MICROSECONDS;
        } else if (type.equals("Date32") || type.equals("Date")) {
            unit = Unit.DAYS;
        }
        return new PartitionRule(unit, settings.partition() == TableSettings.Partition.MONTH);
    }

    /** Whether the row may stand for another or another for it; if not, it must be written whatever else is. */
    boolean isComparable(RowView row) {
        return unit == Unit.NONE || unit != Unit.EVERY_ROW && !row.is(RowFormat.KEY_ONLY);
    }

    long partitionOf(RowView row) {
        if (unit == Unit.NONE) {
            return 0;
        }
        if (row.is(RowFormat.PARTITION_NULL)) {
            return NULL_PARTITION;
        }
        long value = row.partitionValue();
        return switch (unit) {
            case DAYS -> partitionOfDay(value);
            case MICROSECONDS -> partitionOfDay(Math.floorDiv(value, MICROS_PER_DAY));
            case EVERY_ROW, NONE, VALUE -> value;
        };
    }

    private long partitionOfDay(long epochDay) {
        if (!monthly) {
            return epochDay;
        }
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        return date.getYear() * 12L + date.getMonthValue();
    }
}
