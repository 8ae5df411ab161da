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
 * @param history whether it keeps every change, those that delete included; if not, only the newest row of each key
 */
public record TargetTable(RowShape shape, boolean history) {
    private static final String VERSION = RowBlock.TRAILER_NAMES.get(0);
    private static final String IS_DELETED = RowBlock.TRAILER_NAMES.get(1);
    private static final String COMMITTED_AT = RowBlock.TRAILER_NAMES.get(2);

    public static TargetTable latest(RowShape shape) {
        return new TargetTable(shape, false);
    }

    public static TargetTable history(RowShape shape) {
        return new TargetTable(shape, true);
    }

    /** The source table. */
    public TableId source() {
        return shape.table();
    }

    public String name() {
        return history ? source().historyName() : source().targetName();
    }

    /** Which stage a row is refused by, for its dead letter. */
    public DeadLetter.Stage stage() {
        return history ? DeadLetter.Stage.HISTORY : DeadLetter.Stage.SINK;
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
        if (history) {
            columns.add(VERSION);
        }
        return columns;
    }

    /**
     * A change that is written again replaces itself; that it deletes says nothing about whether a history shows it.
     */
    String engine() {
        return "ReplacingMergeTree(" + VERSION + (history ? "" : ", " + IS_DELETED) + ")";
    }

    boolean isPartitioned() {
        return history || shape.isPartitioned();
    }

    /** Whether the partition column may be NULL. */
    boolean hasNullablePartition() {
        return !history
                && shape.isPartitioned()
                && shape.columns().get(shape.partitionColumn()).nullable();
    }

    /** An expression; empty if the table is not partitioned. A history has the days of its changes' commits. */
    public String partitionKey(TableSettings settings) {
        if (history) {
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
