package io.isotherm.cli.sync;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.verify.Sql;
import io.isotherm.job.sink.HotTableLoad;
import io.isotherm.job.table.RowShape;
import java.util.function.LongSupplier;

/**
 * What the steps of one run of one table share.
 *
 * @param encoders of whole rows
 * @param copy from the run's moment, with the run's version
 * @param version of all its rows
 * @param takenAt microseconds since 1970 of the moment
 * @param sourceRows how many rows the moment has; counted when it is asked for
 */
record TableRun(
        SyncedTable table,
        TableEncoders encoders,
        SyncTarget target,
        HotTableLoad load,
        RowCopy copy,
        RowVersion version,
        long takenAt,
        LongSupplier sourceRows,
        int serverVersion) {

    ReadPlan allRows() {
        return ReadPlan.of(table, "", false, serverVersion);
    }

    RowShape shape() {
        return encoders.shape();
    }

    /**
     * Before rows are deleted because they were not read: a read that misses some would delete those.
     *
     * @param copied where what was read is, with its database, quoted; an insert that was repeated replaces itself
     *     there
     * @throws CliException if they are not as many as the moment has
     */
    void requireAll(String copied) {
        long expected = sourceRows.getAsLong();
        long found = target.number("SELECT toInt64(count()) AS n FROM " + copied + " FINAL");
        if (found != expected) {
            throw CliException.failed(
                    table.id() + " has " + expected + " rows, of which " + found + " were read",
                    "nothing was deleted; run it again, and report it if it says so again");
        }
    }

    /** With its database, quoted. */
    String hot() {
        return "hot." + Sql.targetName(table.id().targetName());
    }

    Tombstones tombstones() {
        return new Tombstones(target, shape(), version, takenAt, load.partitionKey(shape()));
    }

    /** Whether a row may have left its partition. */
    boolean hasMovableRows() {
        if (!shape().isPartitioned()) {
            return false;
        }
        for (int column : shape().keyColumns()) {
            if (column == shape().partitionColumn()) {
                return false;
            }
        }
        return true;
    }

    long countDeleted() {
        return target.number(
                "SELECT toInt64(count()) AS n FROM " + hot() + " WHERE `_is_deleted` = 1 AND `_version` IN ("
                        + Tombstones.literal(version.value()) + ", " + Tombstones.literal(version.before()) + ")");
    }
}
