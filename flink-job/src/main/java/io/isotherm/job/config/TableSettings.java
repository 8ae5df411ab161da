package io.isotherm.job.config;

import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How one table is replicated; the keys of {@code tables.yaml}.
 *
 * @param partitionBy column that says the day of a row, or null
 * @param hotDays days a closed partition stays in hot after it was archived
 * @param archive of the table's partitions, and of its history's, which has one per day of commit
 * @param history keep every change, not only the latest row
 * @param exclude columns that never leave the source
 * @param hash columns of which only a salted hash leaves the source
 * @param key columns that tell the rows apart, in their order; empty if the primary key does
 */
public record TableSettings(
        PartitionBy partitionBy,
        Partition partition,
        int hotDays,
        Archive archive,
        boolean history,
        Set<String> exclude,
        Set<String> hash,
        List<String> key,
        OnSchemaChange onSchemaChange,
        OnOutOfRange onOutOfRange,
        OnTruncate onTruncate,
        OnTrouble onTrouble)
        implements Serializable {

    /** What a table gets that has no entry of its own. */
    public static final TableSettings DEFAULTS = new TableSettings(
            null,
            Partition.DAY,
            7,
            Archive.NONE,
            false,
            Set.of(),
            Set.of(),
            List.of(),
            OnSchemaChange.EVOLVE,
            OnOutOfRange.REJECT,
            OnTruncate.IGNORE,
            OnTrouble.DEFAULTS);

    /** The same, with more columns that stay in the source. */
    public TableSettings excluding(Set<String> columns) {
        Set<String> all = new TreeSet<>(exclude);
        all.addAll(columns);
        return new TableSettings(
                partitionBy,
                partition,
                hotDays,
                archive,
                history,
                all,
                hash,
                key,
                onSchemaChange,
                onOutOfRange,
                onTruncate,
                onTrouble);
    }

    /** Size of a partition of {@code partition_by}. */
    public enum Partition {
        DAY,
        MONTH
    }

    /** Whether closed partitions move to cold storage. */
    public enum Archive {
        MOVE,
        NONE
    }

    /** What a changed writer schema does. */
    public enum OnSchemaChange {
        /** Add columns and widen types of the hot table. */
        EVOLVE,
        /** Keep the hot table as it is; columns it lacks are left out. */
        IGNORE,
        /** Fail the job. */
        FAIL
    }

    /** What a value outside the ClickHouse type's range does. */
    public enum OnOutOfRange {
        /** The record goes to the dead letters. */
        REJECT,
        /** The nearest value the type can hold is stored. */
        CLAMP,
        /** The column is a String and holds the source's text. */
        STRING
    }

    /** What TRUNCATE in the source does. */
    public enum OnTruncate {
        APPLY,
        IGNORE
    }
}
