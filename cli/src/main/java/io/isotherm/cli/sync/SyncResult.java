package io.isotherm.cli.sync;

import io.isotherm.job.table.TableId;

/**
 * @param rows written
 * @param refused rows that ClickHouse cannot hold; the next run reads them again
 * @param reason of the first of these, or null
 */
public record SyncResult(TableId table, long rows, long deleted, long refused, String reason) {
    public boolean isComplete() {
        return refused == 0;
    }
}
