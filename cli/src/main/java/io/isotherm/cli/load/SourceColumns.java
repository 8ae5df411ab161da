package io.isotherm.cli.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isotherm.cli.error.CliException;
import io.isotherm.job.table.HotColumns;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the replicated columns of a table are in Postgres' catalog, and its partitions.
 *
 * @param last the highest number that a column of the table has ever had, dropped and excluded ones included
 * @param partitions of all levels; null if it has none, or if an earlier version has not kept them
 */
record SourceColumns(int last, List<Column> columns, List<Partition> partitions) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One column.
     *
     * @param number stays with the column for ever, and no other column of the table gets it
     * @param type the oid of its type
     * @param modifier what the type has in parentheses, such as a length; -1 for nothing
     */
    record Column(int number, String name, long type, int modifier) {
        private boolean isMissing(Set<String> stored) {
            return !stored.contains(name) && !HotColumns.isTaken(name);
        }
    }

    /**
     * One partition.
     *
     * @param file changes when it is truncated
     * @param attached whether it was a table of its own before, in which rows may be that the log has under its name
     */
    record Partition(long oid, long file, boolean attached) {
        /** A new name or owner leaves it the same, and may look like an attachment. */
        private String identity() {
            return oid + " " + file;
        }
    }

    /** @param json as {@link SourceRelations} reads it and {@link LoadedTables} keeps it */
    static SourceColumns parse(String json) {
        try {
            return JSON.readValue(json, SourceColumns.class);
        } catch (JsonProcessingException e) {
            throw CliException.cannotRun(
                    "ops.loaded_tables has columns that this version does not read: " + e.getOriginalMessage(),
                    "./isotherm resync TABLE writes those of a table anew",
                    e);
        }
    }

    /**
     * Whether rows from before may show other values, for which Postgres writes nothing to its log. They do when a
     * column has another name, when it was dropped and made again, when Postgres has converted its values, and when it
     * was there without being sent. A column that was added since, or dropped, leaves the others as they are.
     *
     * <p>Rows come and go in the same way with a partition that is attached, detached, dropped or truncated.
     */
    boolean mayShowOtherValuesAs(SourceColumns now) {
        return hasOtherColumns(now) || mayHaveMadeOneAgain(now) || hasOtherPartitions(now);
    }

    /** Of those that were added since: one of them is gone, and another may have its name. */
    private boolean mayHaveMadeOneAgain(SourceColumns now) {
        long added =
                now.columns.stream().filter(column -> column.number() > last).count();
        return added > 0 && added < now.last - last;
    }

    private boolean hasOtherColumns(SourceColumns now) {
        Map<String, Column> byName = columns.stream().collect(Collectors.toMap(Column::name, Function.identity()));
        Map<Integer, Column> byNumber = columns.stream().collect(Collectors.toMap(Column::number, Function.identity()));
        return now.columns.stream()
                .anyMatch(column -> column.number() <= last
                        ? !column.equals(byNumber.get(column.number()))
                        : byName.containsKey(column.name()));
    }

    private boolean hasOtherPartitions(SourceColumns now) {
        if (partitions == null || now.partitions == null) {
            return false;
        }
        Set<String> before = identities(partitions);
        return !identities(now.partitions).containsAll(before)
                || now.partitions.stream()
                        .anyMatch(partition -> partition.attached() && !before.contains(partition.identity()));
    }

    private static Set<String> identities(List<Partition> partitions) {
        return partitions.stream().map(Partition::identity).collect(Collectors.toSet());
    }

    /** Whether a column was added since that ClickHouse does not have yet. */
    boolean waitsForColumns(SourceColumns now, Set<String> stored) {
        return now.columns.stream().anyMatch(column -> column.number() > last && column.isMissing(stored));
    }

    /** Names of the columns that ClickHouse does not have. */
    List<String> missing(Set<String> stored) {
        return columns.stream()
                .filter(column -> column.isMissing(stored))
                .map(Column::name)
                .toList();
    }
}
