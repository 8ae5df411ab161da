package io.isotherm.job;

import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.ChangeBatchSerializer;
import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.model.RawRecord;
import io.isotherm.job.model.RawRecordSerializer;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Wires the one pipeline of all tables. Holds no business rule; sources and sinks are passed in, so that tests run the
 * very same topology.
 *
 * <pre>
 * Kafka -> offset audit -> decode --(by bucket)--> latest -> hot sink -> loss audit
 *                            |                       |
 *                            +----> dead letters <---+
 * </pre>
 */
public final class CdcTopology {
    private final Source<RawRecord, ?, ?> records;
    private final Stages stages;
    private final Sink<ChangeBatch> hotTables;
    private final Sink<DeadLetter> deadLetterTopic;

    public CdcTopology(
            Source<RawRecord, ?, ?> records,
            Stages stages,
            Sink<ChangeBatch> hotTables,
            Sink<DeadLetter> deadLetterTopic) {
        this.records = records;
        this.stages = stages;
        this.hotTables = hotTables;
        this.deadLetterTopic = deadLetterTopic;
    }

    public void wire(StreamExecutionEnvironment env) {
        // Kafka ---> raw records of every replicated table
        DataStream<RawRecord> raw = env.fromSource(
                        records, WatermarkStrategy.noWatermarks(), OperatorIds.SOURCE, RawRecordSerializer.TYPE)
                .uid(OperatorIds.SOURCE)
                .setDescription(OperatorDescriptions.SOURCE);

        // raw records ---> the same, looked through for those that Kafka has deleted unread
        DataStream<RawRecord> audited = raw.transform(
                        OperatorIds.OFFSET_AUDIT, RawRecordSerializer.TYPE, stages.offsetAudit())
                .uid(OperatorIds.OFFSET_AUDIT)
                .setDescription(OperatorDescriptions.OFFSET_AUDIT);

        // raw records ---> row changes, packed per bucket (+ dead letters on the side)
        SingleOutputStreamOperator<ChangeBatch> changes = audited.transform(
                        OperatorIds.DECODE, ChangeBatchSerializer.TYPE, stages.decode())
                .uid(OperatorIds.DECODE)
                .setDescription(OperatorDescriptions.DECODE);

        // row changes ---> those newer than what their key has (+ dead letters on the side)
        SingleOutputStreamOperator<ChangeBatch> latest = changes.keyBy(ChangeBatch::bucketKey, Types.INT)
                .transform(OperatorIds.LATEST, ChangeBatchSerializer.TYPE, stages.latest())
                .uid(OperatorIds.LATEST)
                .setDescription(OperatorDescriptions.LATEST);

        // newest changes ---> hot tables
        latest.sinkTo(hotTables).name(OperatorIds.HOT_SINK).uid(OperatorIds.HOT_SINK);

        // dead letters ---> dead-letter topic
        changes.getSideOutput(stages.decodeDeadLetters())
                .union(latest.getSideOutput(stages.latestDeadLetters()))
                .sinkTo(deadLetterTopic)
                .name(OperatorIds.DEAD_LETTER_SINK)
                .uid(OperatorIds.DEAD_LETTER_SINK);
    }
}
