package io.isotherm.job.latest;

import io.isotherm.job.model.Buckets;
import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.ChangeBatchSerializer;
import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.model.DeadLetterSerializer;
import io.isotherm.job.model.TableCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/** One subtask of {@link LatestFunction} in Flink's operator harness. */
final class OperatorDriver implements AutoCloseable {
    private static final OutputTag<DeadLetter> LETTERS = new OutputTag<>("dead-letters", DeadLetterSerializer.TYPE);

    private final KeyedOneInputStreamOperatorTestHarness<Integer, ChangeBatch, ChangeBatch> harness;
    private final KeyGroupRange buckets;
    private final TableCounts counts = new TableCounts();
    private long checkpoints;

    private OperatorDriver(Layout layout, OperatorSubtaskState state, int parallelism, int subtask) throws Exception {
        LatestFunction function = new LatestFunction(TestTable.shapes(), Stage.DAILY, layout.store, LETTERS);
        harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new LatestOperator(function), ChangeBatch::bucketKey, Types.INT, Buckets.COUNT, parallelism, subtask);
        buckets = KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(Buckets.COUNT, parallelism, subtask);
        harness.setStateBackend(layout.backend());
        harness.setup(ChangeBatchSerializer.INSTANCE);
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
    }

    static OperatorDriver start(Layout layout) throws Exception {
        return new OperatorDriver(layout, null, 1, 0);
    }

    static OperatorDriver restore(Layout layout, OperatorSubtaskState state) throws Exception {
        return new OperatorDriver(layout, state, 1, 0);
    }

    static OperatorDriver restore(Layout layout, OperatorSubtaskState state, int parallelism, int subtask)
            throws Exception {
        return new OperatorDriver(layout, state, parallelism, subtask);
    }

    /** Sends the changes whose bucket is this subtask's, a batch per bucket; without changes one empty batch. */
    void settle(TestTable table, Change... changes) {
        Map<Integer, ChangeBatch> batches = new TreeMap<>();
        for (Change change : changes) {
            int bucket = Buckets.bucketOf(Change.hash(table.shape(), Change.keyBytes(change.key())));
            if (buckets.contains(bucket)) {
                change.appendTo(batches.computeIfAbsent(bucket, b -> new ChangeBatch(Buckets.keyOf(b), 256)), table);
            }
        }
        if (changes.length == 0) {
            batches.put(buckets.getStartKeyGroup(), new ChangeBatch(Buckets.keyOf(buckets.getStartKeyGroup()), 16));
        }
        for (ChangeBatch batch : batches.values()) {
            try {
                harness.processElement(new StreamRecord<>(batch));
            } catch (Exception e) {
                throw new AssertionError("the operator failed", e);
            }
        }
    }

    /** Sends a truncate to every bucket of this subtask. */
    void truncate(TestTable table, long lsn) throws Exception {
        for (int bucket : buckets) {
            ChangeBatch batch = new ChangeBatch(Buckets.keyOf(bucket), 64);
            Change.appendTruncate(batch, table, lsn, 0);
            harness.processElement(new StreamRecord<>(batch));
        }
    }

    List<ChangeBatch> batches() {
        List<ChangeBatch> batches = new ArrayList<>();
        harness.extractOutputValues().forEach(batches::add);
        return batches;
    }

    /** Rows emitted since the last call. */
    List<Change> takeRows() {
        List<Change> rows = new ArrayList<>();
        for (ChangeBatch batch : batches()) {
            rows.addAll(Change.readAll(batch, TestTable.all().toArray(TestTable[]::new)));
            if (batch.counts() != null) {
                counts.addAll(batch.counts());
            }
        }
        harness.getOutput().clear();
        return rows;
    }

    /** Counts on the batches that {@link #takeRows} has taken so far. */
    TableCounts counts() {
        return counts;
    }

    List<DeadLetter> letters() {
        var letters = harness.getSideOutput(LETTERS);
        return letters == null
                ? List.of()
                : letters.stream().map(StreamRecord::getValue).toList();
    }

    OperatorSubtaskState snapshot() throws Exception {
        checkpoints++;
        harness.prepareSnapshotPreBarrier(checkpoints);
        return harness.snapshot(checkpoints, checkpoints);
    }

    StreamOperator<ChangeBatch> operator() {
        return harness.getOperator();
    }

    @Override
    public void close() {
        try {
            harness.close();
        } catch (Exception e) {
            throw new AssertionError("the operator could not be closed", e);
        }
    }
}
