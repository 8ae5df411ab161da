package io.isotherm.job.decode;

import io.isotherm.job.model.Buckets;
import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.TableCounts;
import java.util.function.Consumer;

/**
 * One batch under construction for each bucket, and the counts that go out with the next batch. A batch that was
 * emitted belongs to the receiver. Not thread-safe.
 */
final class OpenBatches implements ChangeDecoder.Target {
    /** As many rows as make the cost of a record on the network negligible. */
    private static final int MAX_ROWS = 128;
    /** One network buffer of Flink. */
    private static final int MAX_BYTES = 32 * 1024;

    private static final int MIN_INITIAL_BYTES = 512;

    private final Consumer<ChangeBatch> output;
    private final int homeBucket;
    private final ChangeBatch[] open = new ChangeBatch[Buckets.COUNT];
    /** Bytes of the bucket's last batch, so that the next one seldom has to grow. */
    private final int[] lastBytes = new int[Buckets.COUNT];

    private TableCounts counts = new TableCounts();
    /** Slots of the topic that was counted last, to look it up once for a run of records. */
    private String lastTopic;

    private long[] lastSlots;
    private int openCount;

    /** @param homeBucket gets the counts when there is no row to go with */
    OpenBatches(int homeBucket, Consumer<ChangeBatch> output) {
        this.homeBucket = homeBucket;
        this.output = output;
    }

    @Override
    public ChangeBatch batchOf(int bucket) {
        ChangeBatch batch = open[bucket];
        if (batch == null) {
            batch = new ChangeBatch(Buckets.keyOf(bucket), Math.max(MIN_INITIAL_BYTES, lastBytes[bucket]));
            open[bucket] = batch;
            openCount++;
        }
        return batch;
    }

    /** Slots of the counts that are still to be handed on; valid until rows or counts are emitted. */
    long[] countsOf(String topic) {
        if (!topic.equals(lastTopic)) {
            lastTopic = topic;
            lastSlots = counts.of(topic);
        }
        return lastSlots;
    }

    boolean isEmpty() {
        return openCount == 0;
    }

    void emitIfFull(int bucket) {
        ChangeBatch batch = open[bucket];
        if (batch.rowCount() >= MAX_ROWS || batch.length() >= MAX_BYTES) {
            emit(bucket, false);
        }
    }

    /**
     * Emits every row. The counts go with the first batch, or wait for one.
     *
     * @return how many batches there were
     */
    int emitRows() {
        int emitted = openCount;
        for (int bucket = 0; openCount > 0; bucket++) {
            if (open[bucket] != null) {
                emit(bucket, true);
            }
        }
        return emitted;
    }

    /** Emits every row and the counts, even if there is no row. */
    void emitAll() {
        emitRows();
        if (!counts.isEmpty()) {
            ChangeBatch batch = new ChangeBatch(Buckets.keyOf(homeBucket), 0);
            handOnCounts(batch);
            output.accept(batch);
        }
    }

    private void emit(int bucket, boolean withCounts) {
        ChangeBatch batch = open[bucket];
        open[bucket] = null;
        openCount--;
        if (batch.rowCount() == 0) {
            return;
        }
        lastBytes[bucket] = Math.min(batch.length() + batch.length() / 4, MAX_BYTES + MAX_BYTES / 4);
        if (withCounts && !counts.isEmpty()) {
            handOnCounts(batch);
        }
        output.accept(batch);
    }

    private void handOnCounts(ChangeBatch batch) {
        batch.setCounts(counts);
        counts = new TableCounts();
        lastTopic = null;
    }
}
