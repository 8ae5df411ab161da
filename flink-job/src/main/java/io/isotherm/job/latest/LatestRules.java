package io.isotherm.job.latest;

import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.model.RowFormat;
import io.isotherm.job.model.RowView;
import io.isotherm.job.model.TableCounts;
import io.isotherm.job.model.TableCounts.Kind;
import io.isotherm.job.model.Version;
import io.isotherm.job.table.RowShape;
import io.isotherm.job.table.RowShapes;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Decides, for every change, whether it is newer than what is known and what goes on to the hot table.
 *
 * <p>{@code V} is the change's version. "Row" and "partition" are stored only for shapes whose retention asks for them.
 *
 * <pre>
 *    change                   state of the key          goes on                               state afterwards
 * 1  any, V &lt;= stored, or      any                       nothing: STALE                        as it was
 *    V &lt; the table's floor
 * 2  upsert, complete         none, deleted, or live    the row                               live, V, partition, row
 *                             in the same partition
 * 3  upsert, complete         live in another           the row; a tombstone with V - 1 in    live, V, partition, row
 *                             partition                 the old partition: DERIVED
 * 4  upsert, columns left     live with a row that      the row with the stored values;       live, V, partition, row
 *    out                      has the columns           and as in 3 if it moved
 * 5  upsert, columns left     anything else             nothing: dead letter                  as it was, without row
 *    out                                                TOAST_UNRESOLVED
 * 5a upsert, columns left     gone                      the row as a tombstone                gone, V, partition
 *    out
 * 6  delete, key only         row stored                the stored row as a tombstone         deleted, V, partition
 * 7  delete, key only         partition stored          key and stored partition              deleted, V, partition
 * 8  delete, key only         none, or neither stored   the key, as it came                   deleted, V; gone if the
 *                                                                                             row says so
 * 9  delete, whole row        any                       the row; and as in 3 if it moved      deleted, V, partition
 * 10 truncate                 every live key of the     a delete, key only: as 6 to 8         deleted, V, partition;
 *                             table older than V                                              and V is the table's
 *                             floor
 * </pre>
 *
 * <p><b>Moves (3).</b> Why V - 1: see {@link RowComposer#lowerVersion}. A move back to the old partition, or a delete
 * there, has a version above V and so above the tombstone. A delete leaves its tombstone in the last live partition; if
 * the key is inserted again elsewhere, no second tombstone is needed, because nothing in the old partition is live. The
 * partition outlives the delete in the state, so that a repeated delivery of the delete lands where the first one did.
 *
 * <p><b>Why a dead letter takes the stored row away (5).</b> The rejected change may have set other columns that can be
 * left out later. Filling them from the row of before would be wrong and nobody would see it; without a row the next
 * such change is a dead letter as well, until a complete row comes.
 *
 * <p>For the same reason a change that could not even be decoded takes the stored row away, by
 * {@link RowFormat#FORGET_ROW}.
 *
 * <p><b>Why changes of a row that is gone are no dead letters (5a).</b> The row was {@link RowFormat#GONE} before the
 * values of this change could be known, and a later change deletes or moves it: nothing is lost by not showing it until
 * then.
 *
 * <p><b>Why a truncate leaves a floor (10).</b> It has no key and so its own place among the partitions of the topic:
 * changes from before it may come after it, and those from after it before.
 *
 * <p>Knows nothing of Flink's state. Not thread-safe; one instance per subtask.
 */
final class LatestRules {
    private final BoundShapes shapes;
    private final LatestMetrics metrics;
    private final UnresolvedLetters unresolved;
    private final RowComposer composer = new RowComposer();
    private final Truncates truncates = new Truncates();
    private final NewEntry next = new NewEntry();

    // of the batch under way
    private ChangeBatch batch;
    private LatestBucket bucket;
    private Consumer<DeadLetter> deadLetters;
    private ChangeBatch rewritten;
    private int[] keyHashes = new int[256];
    private boolean passed;

    LatestRules(RowShapes shapes, TablesConfig tables, LatestMetrics metrics, LongSupplier clockMillis) {
        this.shapes = new BoundShapes(shapes, tables);
        this.metrics = metrics;
        this.unresolved = new UnresolvedLetters(clockMillis);
    }

    /**
     * Settles the rows of a batch in their order and stores the outcome. What must not go on, or goes on in other
     * words, is dropped from the batch; its counts are added to the batch.
     *
     * @return rows to pass on beside those left in the batch, or null if there are none
     */
    ChangeBatch settle(ChangeBatch incoming, LatestBucket state, Consumer<DeadLetter> rejected) {
        batch = incoming;
        bucket = state;
        deadLetters = rejected;
        rewritten = null;
        passed = false;
        shapes.bind(batch, bucket);
        announceKeys();
        RowView row = batch.rows();
        while (row.next()) {
            settle(row);
        }
        return rewritten;
    }

    /** Whether the batch last settled still has rows or counts to pass on. */
    boolean isWorthPassing() {
        return passed || batch.counts() != null;
    }

    /** What is to be settled next, because the batch last settled had truncates: the deletes they stand for. */
    List<ChangeBatch> takeTruncated() {
        return truncates.take();
    }

    private void announceKeys() {
        if (keyHashes.length < batch.rowCount()) {
            keyHashes = new int[batch.rowCount()];
        }
        int count = 0;
        RowView row = batch.rows();
        while (row.next()) {
            keyHashes[count++] = row.keyHash();
        }
        bucket.expect(keyHashes, count);
    }

    private void settle(RowView row) {
        int shape = row.shapeIndex();
        ShapePlan plan = shapes.plan(shape);
        long high = row.versionHigh();
        long low = row.versionLow();
        if (row.is(RowFormat.TRUNCATED)) {
            row.drop();
            truncates.apply(row, shapes, batch.bucketKey(), bucket);
            return;
        }
        if (plan.keepsNothing() && row.missingCount() == 0) {
            passed = true;
            return;
        }
        StoredEntry stored =
                bucket.find(shapes.tableOrdinal(shape), row.keyHash(), row.data(), row.keyStart(), row.keyLength());
        if (row.is(RowFormat.FORGET_ROW)) {
            row.drop();
            forgetRow(stored);
            return;
        }
        if (shapes.isTruncated(shape, high, low)
                || stored != null && Version.compare(high, low, stored.versionHigh(), stored.versionLow()) <= 0) {
            row.drop();
            metrics.stale.inc();
            count(plan, Kind.STALE);
            return;
        }
        boolean deleted = row.is(RowFormat.DELETED);
        next.begin(high, low, deleted);
        if (row.is(RowFormat.GONE)) {
            next.gone();
        }
        if (deleted && row.is(RowFormat.KEY_ONLY)) {
            settleKeyOnlyDelete(row, plan, stored);
        } else if (plan.isVersionOnly() && row.missingCount() == 0) {
            passed = true;
        } else if (!settleRow(row, plan, stored, deleted)) {
            return;
        }
        bucket.put(next);
    }

    private void settleKeyOnlyDelete(RowView row, ShapePlan plan, StoredEntry stored) {
        boolean partitionKnown = stored != null
                && plan.partitioning() != null
                && stored.partitionKind() != EntryFormat.PARTITION_UNKNOWN;
        if (partitionKnown) {
            next.partition(stored.partitionKind(), stored.partitionValue());
        }
        if (stored == null) {
            metrics.deletesWithoutState.inc();
        }
        if (!partitionKnown && (stored == null || !stored.hasRow())) {
            passed = true;
            return;
        }
        begin(row, plan, stored);
        composer.takeAllButKey();
        composer.takePartition(stored.partitionKind(), stored.partitionValue());
        if (stored.hasRow()) {
            composer.clear(RowFormat.KEY_ONLY);
        }
        composer.write(rewritten());
        row.drop();
    }

    /** @return false if the row became a dead letter */
    private boolean settleRow(RowView row, ShapePlan plan, StoredEntry stored, boolean deleted) {
        boolean fill = !deleted && row.missingCount() > 0;
        boolean gone = fill && stored != null && stored.isGone();
        if (gone) {
            begin(row, plan, stored);
            composer.set(RowFormat.DELETED);
            composer.write(rewritten());
            next.gone();
        } else if (fill) {
            begin(row, plan, stored);
            int unknown = composer.takeMissing();
            if (unknown >= 0) {
                reject(row, plan, stored, unknown);
                return false;
            }
            composer.write(rewritten());
        }
        int filledStart = composer.rowStart();
        int filledLength = composer.rowLength();
        Partitioning partitioning = plan.partitioning();
        if (partitioning != null) {
            int kind = partitioning.kindOf(row);
            long value = row.partitionValue();
            if (stored != null
                    && !stored.isDeleted()
                    && !partitioning.isSame(stored.partitionKind(), stored.partitionValue(), kind, value)) {
                buryInOldPartition(row, plan, stored);
            }
            next.partition(kind, value);
        }
        if (gone) {
            row.drop();
            return true;
        }
        if (fill) {
            remember(row.shapeIndex(), rewritten().data(), filledStart, filledLength);
            row.drop();
            metrics.filledRows.inc();
            return true;
        }
        if (!deleted) {
            remember(row.shapeIndex(), row.data(), row.rowStart(), row.rowLength() - RowShape.TRAILER_BYTES);
        }
        passed = true;
        return true;
    }

    private void remember(int shape, byte[] data, int start, int length) {
        if (shapes.plan(shape).layout() != null) {
            next.row(shapes.layoutOrdinal(shape), data, start, length);
        }
    }

    private void buryInOldPartition(RowView row, ShapePlan plan, StoredEntry stored) {
        begin(row, plan, stored);
        composer.takeAllButKey();
        composer.takePartition(stored.partitionKind(), stored.partitionValue());
        composer.set(RowFormat.DELETED | RowFormat.DERIVED);
        composer.lowerVersion();
        composer.write(rewritten());
        metrics.partitionMoves.inc();
        count(plan, Kind.DERIVED);
    }

    private void reject(RowView row, ShapePlan plan, StoredEntry stored, int column) {
        deadLetters.accept(unresolved.of(row, plan, stored, column));
        metrics.unresolvedRows.inc();
        count(plan, Kind.DEAD_LETTERED);
        row.drop();
        forgetRow(stored);
    }

    private void forgetRow(StoredEntry stored) {
        if (stored != null && stored.hasRow()) {
            next.begin(stored.versionHigh(), stored.versionLow(), stored.isDeleted())
                    .partition(stored.partitionKind(), stored.partitionValue());
            bucket.put(next);
        }
    }

    private void begin(RowView row, ShapePlan plan, StoredEntry stored) {
        boolean hasRow = stored != null && stored.hasRow();
        RowMapping mapping = hasRow ? plan.mappingFrom(bucket.layoutAt(stored.layout())) : null;
        composer.begin(plan, row, stored, mapping);
    }

    private ChangeBatch rewritten() {
        if (rewritten == null) {
            rewritten = new ChangeBatch(batch.bucketKey(), Math.max(256, batch.length() / 4));
        }
        return rewritten;
    }

    private void count(ShapePlan plan, Kind kind) {
        if (batch.counts() == null) {
            batch.setCounts(new TableCounts());
        }
        batch.counts().of(plan.topic())[kind.ordinal()]++;
    }
}
