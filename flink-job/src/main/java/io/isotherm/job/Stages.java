package io.isotherm.job;

import io.isotherm.job.audit.OffsetAudit;
import io.isotherm.job.config.JobConfig;
import io.isotherm.job.decode.DecodeOperator;
import io.isotherm.job.decode.DecodeOperatorFactory;
import io.isotherm.job.latest.LatestFunction;
import io.isotherm.job.latest.LatestOperator;
import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.model.DeadLetterSerializer;
import io.isotherm.job.model.RawRecord;
import io.isotherm.job.sink.MissedRecordsTable;
import io.isotherm.job.table.RowShapes;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.util.OutputTag;

/** What is between Kafka and ClickHouse, with its dead letters. */
record Stages(
        OneInputStreamOperator<RawRecord, RawRecord> offsetAudit,
        OneInputStreamOperatorFactory<RawRecord, ChangeBatch> decode,
        OutputTag<DeadLetter> decodeDeadLetters,
        OneInputStreamOperator<ChangeBatch, ChangeBatch> latest,
        OutputTag<DeadLetter> latestDeadLetters) {

    private static final OutputTag<DeadLetter> LATEST_DEAD_LETTERS =
            new OutputTag<>("latest-dead-letters", DeadLetterSerializer.TYPE);

    /** @param flink tells the state backend, on which the layout of the latest state depends */
    static Stages of(JobConfig config, RowShapes.Factory shapes, ReadableConfig flink) {
        return new Stages(
                new OffsetAudit(config.kafka(), new MissedRecordsTable(config.clickHouse())),
                new DecodeOperatorFactory(config.registry(), config.tables(), config.shuffleLinger()),
                DecodeOperator.DEAD_LETTERS,
                new LatestOperator(new LatestFunction(
                        shapes,
                        config.tables(),
                        LatestFunction.resolve(config.latestStore(), flink),
                        LATEST_DEAD_LETTERS)),
                LATEST_DEAD_LETTERS);
    }
}
