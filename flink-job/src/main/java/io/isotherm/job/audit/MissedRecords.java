package io.isotherm.job.audit;

import io.isotherm.job.table.TableId;
import java.io.Serializable;

/** Where it is written down that records of a table were gone before the job could read them. */
public interface MissedRecords extends Serializable {

    /**
     * May be told the same twice.
     *
     * @param first offset that was to be read
     * @param next offset that was read instead
     */
    void report(TableId table, int partition, long first, long next);
}
