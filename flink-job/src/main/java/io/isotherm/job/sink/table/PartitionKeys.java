package io.isotherm.job.sink.table;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.table.RowShape;
import java.util.Optional;

/**
 * Whether a hot table is partitioned as {@code tables.yaml} asks for. ClickHouse cannot change it of a table that
 * exists.
 */
public final class PartitionKeys {
    private PartitionKeys() {}

    /**
     * @param name of the hot table with its database
     * @param existing its partition key as the server prints it; empty if it has none
     */
    public static Optional<String> problem(String name, String existing, RowShape shape, TableSettings settings) {
        return problem(name, existing, TargetTable.latest(shape), settings);
    }

    static Optional<String> problem(String name, String existing, TargetTable table, TableSettings settings) {
        String expected = table.partitionKey(settings);
        if (bare(existing).equals(bare(expected))) {
            return Optional.empty();
        }
        return Optional.of(name + " is partitioned by '" + existing + "' but "
                + (table.kind() == TargetTable.Kind.HISTORY ? "a history needs '" : "tables.yaml asks for '")
                + expected.replace("`", "")
                + "'; undo the change of partition_by and partition, or "
                + table.source().replacement());
    }

    /** Without what servers and we write differently. */
    static String bare(String expression) {
        String text = expression.replace("`", "").replace("\\", "").replace(" ", "");
        return text.startsWith("(") && text.endsWith(")") ? text.substring(1, text.length() - 1) : text;
    }
}
