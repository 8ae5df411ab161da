package io.isotherm.job.latest;

import io.isotherm.job.config.JobConfig.LatestStore;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.table.RowShapes;
import java.util.function.IntConsumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets only newer changes of every key pass, by {@link LatestRules}. Keyed by {@link ChangeBatch#bucketKey}, so that a
 * bucket's state moves as a whole when the job is rescaled.
 *
 * <p>Emits at most two batches per batch: the one that came, as far as its rows are left, with the counts that travel
 * with it; and one with the rows that had to be written anew. All counts are on the first. The deletes that a truncate
 * stands for are batches of their own.
 */
public final class LatestFunction extends KeyedProcessFunction<Integer, ChangeBatch, ChangeBatch> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(LatestFunction.class);

    private final RowShapes.Factory shapes;
    private final TablesConfig tables;
    private final LatestStore layout;
    private final OutputTag<DeadLetter> deadLetters;

    private transient LatestState state;
    private transient LatestRules rules;
    /** Null where the state is not on the heap. */
    private transient HeapRoom heapRoom;

    /**
     * @param layout not {@link LatestStore#AUTO}, see {@link #resolve}
     * @param deadLetters where rows go whose left-out values are not known
     */
    public LatestFunction(
            RowShapes.Factory shapes, TablesConfig tables, LatestStore layout, OutputTag<DeadLetter> deadLetters) {
        if (layout == LatestStore.AUTO) {
            throw new IllegalArgumentException("latest.store auto has to be resolved with the state backend at hand");
        }
        this.shapes = shapes;
        this.tables = tables;
        this.layout = layout;
        this.deadLetters = deadLetters;
    }

    /** The layout that fits the state backend of the job, unless one was chosen. */
    public static LatestStore resolve(LatestStore choice, ReadableConfig flink) {
        if (choice != LatestStore.AUTO) {
            return choice;
        }
        boolean onDisk = "rocksdb".equalsIgnoreCase(flink.get(StateBackendOptions.STATE_BACKEND));
        return onDisk ? LatestStore.MAP : LatestStore.ARENA;
    }

    @Override
    public void open(OpenContext context) {
        LatestMetrics metrics = new LatestMetrics(getRuntimeContext().getMetricGroup());
        state = LatestState.open(layout, getRuntimeContext());
        metrics.observe(state);
        heapRoom = layout == LatestStore.ARENA ? HeapRoom.ofThisProcess() : null;
        rules = new LatestRules(shapes.open(), tables, metrics, System::currentTimeMillis);
    }

    @Override
    public void processElement(ChangeBatch batch, Context context, Collector<ChangeBatch> out) throws Exception {
        LatestBucket bucket = state.current(batch.bucketKey());
        settle(batch, bucket, context, out);
        for (ChangeBatch deletes : rules.takeTruncated()) {
            settle(deletes, bucket, context, out);
        }
        state.store(bucket);
    }

    /** @param setCurrentKey of the operator's keyed state; called for every bucket that has something to write */
    void beforeCheckpoint(IntConsumer setCurrentKey) {
        state.writeBack(setCurrentKey);
        if (heapRoom != null) {
            heapRoom.warning(state.bytes(), System.currentTimeMillis()).ifPresent(LOG::warn);
        }
    }

    private void settle(ChangeBatch batch, LatestBucket bucket, Context context, Collector<ChangeBatch> out) {
        ChangeBatch rewritten = rules.settle(batch, bucket, letter -> context.output(deadLetters, letter));
        if (rules.isWorthPassing()) {
            out.collect(batch);
        }
        if (rewritten != null) {
            out.collect(rewritten);
        }
    }
}
