package io.isotherm.job.decode;

import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.ChangeBatchSerializer;
import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.model.RawRecord;
import io.isotherm.job.model.RowFormat;
import io.isotherm.job.model.TableCounts;
import io.isotherm.job.schema.RegistryServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/** One subtask of {@link DecodeOperator} in Flink's operator harness. */
final class DecodeDriver implements AutoCloseable {
    private final OneInputStreamOperatorTestHarness<RawRecord, ChangeBatch> harness;
    private long checkpoints;

    DecodeDriver(RegistryServer registry, TablesConfig tables, long lingerMillis) throws Exception {
        this(registry, tables, lingerMillis, null);
    }

    /** @param state of an earlier one; null for none */
    DecodeDriver(RegistryServer registry, TablesConfig tables, long lingerMillis, OperatorSubtaskState state)
            throws Exception {
        harness = new OneInputStreamOperatorTestHarness<>(
                new DecodeOperatorFactory(registry.config(), tables, Duration.ofMillis(lingerMillis)));
        harness.setup(ChangeBatchSerializer.INSTANCE);
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
    }

    OneInputStreamOperatorTestHarness<RawRecord, ChangeBatch> harness() {
        return harness;
    }

    void barrier() throws Exception {
        harness.prepareSnapshotPreBarrier(++checkpoints);
    }

    OperatorSubtaskState snapshot() throws Exception {
        return harness.snapshot(++checkpoints, checkpoints);
    }

    void process(RawRecord record) throws Exception {
        harness.processElement(new StreamRecord<>(record));
    }

    List<ChangeBatch> batches() {
        return new ArrayList<>(harness.extractOutputValues());
    }

    int forgottenRows() {
        int count = 0;
        for (ChangeBatch batch : batches()) {
            for (var row = batch.rows(); row.next(); ) {
                count += row.is(RowFormat.FORGET_ROW) ? 1 : 0;
            }
        }
        return count;
    }

    int rows() {
        return batches().stream().mapToInt(ChangeBatch::rowCount).sum();
    }

    TableCounts counts() {
        TableCounts sum = new TableCounts();
        batches().stream()
                .map(ChangeBatch::counts)
                .filter(counts -> counts != null)
                .forEach(sum::addAll);
        return sum;
    }

    List<DeadLetter> letters() {
        var side = harness.getSideOutput(DecodeOperator.DEAD_LETTERS);
        return side == null
                ? List.of()
                : side.stream().map(StreamRecord::getValue).toList();
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
