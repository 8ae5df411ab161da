package io.isotherm.cli.load;

import io.isotherm.job.table.TableId;
import java.util.List;

/**
 * Why the job makes dead letters of a table's changes.
 *
 * @param because the rest of a sentence
 * @param byPolicy whether {@code on_schema_change} says so; if not, no change of the hot table would help
 */
record Refusal(String because, boolean byPolicy) {

    /** @param column empty for the primary key */
    static Refusal ofType(String column, String before, String now) {
        return new Refusal(
                "hot cannot hold its " + (column.isEmpty() ? "primary key" : "column " + column) + ", which was "
                        + before + " and is " + now + " now",
                false);
    }

    /** @param columns that hot would have, with their types */
    static Refusal ofPolicy(List<String> columns) {
        return new Refusal(
                "its schema has changed and on_schema_change is 'fail'; hot does not have "
                        + String.join(", ", columns),
                true);
    }

    String remedy(TableId table) {
        return byPolicy
                ? "alter hot." + table.targetName()
                        + ", or set on_schema_change to evolve or ignore in tables.yaml and run ./isotherm apply; then"
                        + " ./isotherm resync --delete-surplus " + table.qualifiedName()
                : table.replacement() + " makes its tables in hot and cold anew, and reads it again";
    }
}
