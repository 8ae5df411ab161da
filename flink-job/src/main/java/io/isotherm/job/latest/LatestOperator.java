package io.isotherm.job.latest;

import io.isotherm.job.model.ChangeBatch;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;

/** {@link LatestFunction}, with what it holds back from its state written before every checkpoint. */
public final class LatestOperator extends KeyedProcessOperator<Integer, ChangeBatch, ChangeBatch> {
    private static final long serialVersionUID = 1L;

    private final LatestFunction function;

    public LatestOperator(LatestFunction function) {
        super(function);
        this.function = function;
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        function.beforeCheckpoint(this::setCurrentKey);
    }
}
