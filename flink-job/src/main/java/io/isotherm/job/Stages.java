package io.isotherm.job;

import io.isotherm.job.config.JobConfig;
import io.isotherm.job.config.JobConfig.LatestStore;
import io.isotherm.job.decode.DecodeOperator;
import io.isotherm.job.decode.DecodeOperatorFactory;
import io.isotherm.job.latest.LatestFunction;
import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.model.RawRecord;
import io.isotherm.job.table.RowShapes;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.util.OutputTag;

/** The two stages between Kafka and ClickHouse, with their dead letters. */
record Stages(
        OneInputStreamOperatorFactory<RawRecord, ChangeBatch> decode,
        OutputTag<DeadLetter> decodeDeadLetters,
        KeyedProcessFunction<Integer, ChangeBatch, ChangeBatch> latest,
        OutputTag<DeadLetter> latestDeadLetters) {

    /** @param cluster tells the state backend, on which the layout of the latest state depends */
    static Stages of(JobConfig config, RowShapes.Factory shapes, ReadableConfig cluster) {
        return new Stages(
                new DecodeOperatorFactory(config),
                DecodeOperator.DEAD_LETTERS,
                new LatestFunction(shapes, config.tables(), layout(config.latestStore(), cluster)),
                LatestFunction.DEAD_LETTERS);
    }

    private static LatestStore layout(LatestStore asked, ReadableConfig cluster) {
        if (asked != LatestStore.AUTO) {
            return asked;
        }
        return "rocksdb".equals(cluster.get(StateBackendOptions.STATE_BACKEND)) ? LatestStore.MAP : LatestStore.ARENA;
    }
}
