package io.isotherm.cli.sync;

import io.isotherm.cli.sync.SyncRuns.Position;
import java.time.Instant;
import java.util.OptionalLong;

/** Which rows have changed since a run, and from where the next one reads. */
final class ChangedRows {
    private static final long MICROS_PER_SECOND = 1_000_000;
    /** A row holds the number of its transaction without what lies above this. */
    private static final long TRANSACTIONS = 1L << 32;

    private final SyncedTable table;
    private final Watermark watermark;
    private final int serverVersion;

    ChangedRows(SyncedTable table, Watermark watermark, int serverVersion) {
        this.table = table;
        this.watermark = watermark;
        this.serverVersion = serverVersion;
    }

    /** Of a period that was asked for. */
    ReadPlan since(Instant time) {
        long micros =
                Math.addExact(Math.multiplyExact(time.getEpochSecond(), MICROS_PER_SECOND), time.getNano() / 1000);
        return ReadPlan.of(
                table, watermark.condition(watermark.ofTime(micros)), table.watermarkIndexed(), serverVersion);
    }

    ReadPlan since(Position last, SourceMoment moment) {
        boolean isExact = table.hasTransactions() && moment.xmax() - last.settled() < TRANSACTIONS / 2;
        boolean byWatermark = last.watermark().isPresent() && (table.watermarkIndexed() || !isExact);
        String raised = byWatermark ? watermark.condition(last.watermark().getAsLong() - watermark.lookBack()) : "";
        String unseen = isExact ? notSeen(last, moment) : "";
        String and = raised.isEmpty() || unseen.isEmpty() ? "" : " AND ";
        return ReadPlan.of(table, raised + and + unseen, byWatermark && table.watermarkIndexed(), serverVersion);
    }

    /**
     * Rows written by a transaction that the last run has not settled. What counts is the distance of a row's
     * transaction from the newest one; a row that is too old to tell only comes again.
     */
    private static String notSeen(Position last, SourceMoment moment) {
        return "((" + moment.xmax() + "::bigint - t.xmin::text::bigint) & " + (TRANSACTIONS - 1) + "::bigint) <= "
                + (moment.xmax() - last.settled());
    }

    /**
     * A transaction that is still open may write the time of its begin, so no later than that; and a time in the future
     * must not hide what comes before it.
     *
     * @param before of the last run, whose floor may be this run's
     * @param highest that was read; {@link Long#MIN_VALUE} if there was none
     */
    OptionalLong next(SourceMoment moment, OptionalLong before, long highest) {
        long reached = Math.max(highest, before.orElse(Long.MIN_VALUE));
        if (reached == Long.MIN_VALUE) {
            return OptionalLong.empty();
        }
        boolean isOfLastRun = moment.floor().begun() == Long.MAX_VALUE;
        if (isOfLastRun && before.isPresent()) {
            return before;
        }
        return moment.begun() == Long.MIN_VALUE
                ? OptionalLong.empty()
                : OptionalLong.of(Math.min(reached, watermark.ofTime(moment.begun())));
    }
}
