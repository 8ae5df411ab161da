package io.isotherm.cli.verify;

import io.isotherm.cli.verify.Difference.Kind;
import io.isotherm.job.table.TableId;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the comparison of one table found.
 *
 * @param target the ClickHouse table
 * @param sourceRows rows in Postgres when the comparison began
 * @param targetRows live rows in ClickHouse right after
 * @param counts confirmed differences by kind
 * @param differences the first of them, as many as asked for
 * @param unsettled the first of the keys that kept changing
 * @param unsettledKeys how many such keys there were
 * @param uncheckedKeys keys that looked different once and were too many to look at again
 * @param reservations what the comparison does not say, per column
 * @param problem why the table could not be compared or settled, or null
 */
public record TableResult(
        TableId table,
        String target,
        Status status,
        long sourceRows,
        long targetRows,
        Map<Kind, Long> counts,
        List<Difference> differences,
        List<Difference> unsettled,
        long unsettledKeys,
        long uncheckedKeys,
        List<String> reservations,
        String problem,
        Duration took) {
    /** Whether nothing can be said but that it changes: of a table without a key no row is looked at by itself. */
    public boolean isBusy() {
        return status == Status.UNSETTLED && unsettledKeys == 0 && uncheckedKeys == 0;
    }

    /** The finding in one word. */
    public enum Status {
        EQUAL,
        /** At least one difference is confirmed. */
        DIFFERENT,
        /** No difference is confirmed, but some keys were never seen equal. */
        UNSETTLED,
        /** The table cannot be compared. */
        NOT_COMPARED
    }

    /** Confirmed differences of all kinds. */
    public long differingKeys() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
