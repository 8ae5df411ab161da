package io.isotherm.job.sink.table;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.model.RowBlock;
import io.isotherm.job.table.RowShape;
import io.isotherm.job.table.TableId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table of ClickHouse that rows of a shape go to, by the same name in hot, cold and bronze.
 *
 * @param kind which rows it keeps
 */
public record TargetTable(RowShape shape, Kind kind) {
    /** Which rows a table keeps. */
    public enum Kind {
        /** Only the newest of each key. */
        LATEST,
        /** Every change, those that delete included. */
        HISTORY
    }

    private static final String VERSION = RowBlock.TRAILER_NAMES.get(0);
    private static final String IS_DELETED = RowBlock.TRAILER_NAMES.get(1);
    private static final String COMMITTED_AT = RowBlock.TRAILER_NAMES.get(2);

    public static TargetTable latest(RowShape shape) {
        return new TargetTable(shape, Kind.LATEST);
    }

    public static TargetTable history(RowShape shape) {
        return new TargetTable(shape, Kind.HISTORY);
    }

    /** The source table. */
    public TableId source() {
        return shape.table();
    }

    public String name() {
        return switch (kind) {
            case LATEST -> source().targetName();
            case HISTORY -> source().historyName();
        };
    }

    /** Which stage a row is refused by, for its dead letter. */
    public DeadLetter.Stage stage() {
        return switch (kind) {
            case LATEST -> DeadLetter.Stage.SINK;
            case HISTORY -> DeadLetter.Stage.HISTORY;
        };
    }

    /** Columns of the source's primary key. */
    public List<String> primaryKey() {
        return Arrays.stream(shape.keyColumns())
                .mapToObj(column -> shape.columns().get(column).name())
                .toList();
    }

    /** Columns of which there is one row of each value: a history has all versions of a key. */
    public List<String> sortingKey() {
        List<String> columns = new ArrayList<>(primaryKey());
        if (kind == Kind.HISTORY) {
            columns.add(VERSION);
        }
        return columns;
    }

    /**
     * A change that is written again replaces itself; that it deletes says nothing about whether a history shows it.
     */
    String engine() {
        return switch (kind) {
            case LATEST -> "ReplacingMergeTree(" + VERSION + ", " + IS_DELETED + ")";
            case HISTORY -> "ReplacingMergeTree(" + VERSION + ")";
        };
    }

    boolean isPartitioned() {
        return kind == Kind.HISTORY || shape.isPartitioned();
    }

    /** Whether the partition column may be NULL. */
    boolean hasNullablePartition() {
        return kind == Kind.LATEST
                && shape.isPartitioned()
                && shape.columns().get(shape.partitionColumn()).nullable();
    }

    /** An expression; empty if the table is not partitioned. A history has the days of its changes' commits. */
    public String partitionKey(TableSettings settings) {
        if (kind == Kind.HISTORY) {
            return "toYYYYMMDD(" + Sql.name(COMMITTED_AT) + ')';
        }
        if (!shape.isPartitioned()) {
            return "";
        }
        String column = Sql.name(shape.columns().get(shape.partitionColumn()).name());
        String day =
                shape.partitionUnit() == null ? column : shape.partitionUnit().clickHouseTime(column);
        String function = settings.partition() == TableSettings.Partition.MONTH ? "toYYYYMM" : "toYYYYMMDD";
        return function + '(' + day + ')';
    }

    public boolean isArchived(TableSettings settings) {
        return isPartitioned() && settings.archive() == TableSettings.Archive.MOVE;
    }

    public static String names(List<String> columns) {
        return columns.stream().map(Sql::name).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return name();
    }
}
