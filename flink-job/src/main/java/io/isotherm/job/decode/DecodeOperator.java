package io.isotherm.job.decode;

import io.isotherm.job.config.JobConfig;
import io.isotherm.job.config.TableSettings.OnTruncate;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.model.Buckets;
import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.model.DeadLetterSerializer;
import io.isotherm.job.model.RawRecord;
import io.isotherm.job.model.TableCounts;
import io.isotherm.job.schema.SchemaException;
import io.isotherm.job.schema.SchemaRegistry;
import io.isotherm.job.table.TableId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.operators.ProcessingTimeService.ProcessingTimeCallback;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raw Kafka records to packed row changes. What cannot become a row goes to {@link #DEAD_LETTERS}; a bad record never
 * stops the job.
 *
 * <p>Rows wait in one batch per bucket until the batch is full, a row has waited for the shuffle linger, or a
 * checkpoint barrier or the end of input comes. So the operator has no rows in its state, and the counts of every
 * checkpoint balance. In its state are fingerprints of the schemas, because a registry that has lost its storage gives
 * ids a second time, and records would be read with the schemas of others.
 */
public final class DecodeOperator extends AbstractStreamOperator<ChangeBatch>
        implements OneInputStreamOperator<RawRecord, ChangeBatch>, ProcessingTimeCallback {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(DecodeOperator.class);

    /** Records that cannot become a row. */
    public static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("decode-dead-letters", DeadLetterSerializer.TYPE);

    /** Keeps what every batch costs, whatever is in it, small beside the rows of a fast stream. */
    private static final int MAX_LINGERED_BATCHES_PER_SECOND = 2_500;

    private final JobConfig.Registry registry;
    private final TablesConfig tables;
    private final long minLingerMillis;

    private transient long lingerMillis;
    private transient SchemaRegistry schemas;
    private transient ListState<Tuple2<Integer, Long>> fingerprints;
    private transient ChangeDecoder decoder;
    private transient PlanCache plans;
    private transient OpenBatches batches;
    private transient DecodeMetrics metrics;
    private transient boolean hasTimer;
    /** Topic and reason of dead letters that were logged already. */
    private transient Set<String> logged;

    DecodeOperator(
            StreamOperatorParameters<ChangeBatch> parameters,
            JobConfig.Registry registry,
            TablesConfig tables,
            Duration linger) {
        super(parameters);
        this.registry = registry;
        this.tables = tables;
        this.minLingerMillis = linger.toMillis();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        schemas = new SchemaRegistry(registry);
        fingerprints = context.getOperatorStateStore()
                .getUnionListState(
                        new ListStateDescriptor<>("schema-fingerprints", Types.TUPLE(Types.INT, Types.LONG)));
        Map<Integer, Long> earlier = new HashMap<>();
        fingerprints.get().forEach(entry -> earlier.put(entry.f0, entry.f1));
        schemas.expect(earlier);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        fingerprints.update(schemas.fingerprints().entrySet().stream()
                .map(entry -> Tuple2.of(entry.getKey(), entry.getValue()))
                .toList());
    }

    @Override
    public void open() throws Exception {
        super.open();
        StreamRecord<ChangeBatch> reused = new StreamRecord<>(null);
        int subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        lingerMillis = minLingerMillis;
        metrics = new DecodeMetrics(getMetricGroup());
        decoder = new ChangeDecoder();
        plans = new PlanCache(schemas, tables, metrics);
        batches = new OpenBatches(subtask % Buckets.COUNT, batch -> output.collect(reused.replace(batch)));
        logged = new HashSet<>();
    }

    @Override
    public void processElement(StreamRecord<RawRecord> element) {
        RawRecord record = element.getValue();
        long[] counts = batches.countsOf(record.topic());
        counts[TableCounts.Kind.CONSUMED.ordinal()]++;
        metrics.consumed.inc();
        if (record.value() == null) {
            ignore(counts);
            return;
        }
        try {
            decode(record, counts);
        } catch (MalformedChangeException e) {
            giveUp(record, counts, e.reason(), e.getMessage());
            if (e.reason() != DeadLetter.Reason.NO_KEY) {
                forgetRow(record);
            }
        } catch (SchemaException e) {
            giveUp(record, counts, e.reason(), e.getMessage());
            forgetRow(record);
        }
    }

    private void decode(RawRecord record, long[] counts) {
        DecodePlan plan = plans.planOf(record);
        if (decoder.decode(plan, record, batches) == ChangeDecoder.Outcome.TRUNCATE) {
            truncate(record, counts);
            return;
        }
        metrics.decoded.inc();
        metrics.placeholders.inc(decoder.missingCount());
        rowAdded();
    }

    /** A later change of the key must not be filled up from the row before the one that was given up. */
    private void forgetRow(RawRecord record) {
        try {
            DecodePlan plan = plans.planOfKey(record);
            if (plan != null) {
                decoder.forgetRow(plan, record, batches);
                rowAdded();
            }
        } catch (MalformedChangeException e) {
            LOG.debug("The key of the dead letter cannot be read either", e);
        }
    }

    private void rowAdded() {
        batches.emitIfFull(decoder.bucket());
        if (!hasTimer && !batches.isEmpty()) {
            hasTimer = true;
            getProcessingTimeService()
                    .registerTimer(getProcessingTimeService().getCurrentProcessingTime() + lingerMillis, this);
        }
    }

    /** Flushes rows that lingered. Runs in the mailbox, as everything here. */
    @Override
    public void onProcessingTime(long timestamp) {
        hasTimer = false;
        int emitted = batches.emitRows();
        lingerMillis = Math.max(minLingerMillis, TimeUnit.SECONDS.toMillis(emitted) / MAX_LINGERED_BATCHES_PER_SECOND);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        batches.emitAll();
    }

    @Override
    public void finish() throws Exception {
        batches.emitAll();
        super.finish();
    }

    private void ignore(long[] counts) {
        counts[TableCounts.Kind.IGNORED.ordinal()]++;
        metrics.ignored.inc();
    }

    private void truncate(RawRecord record, long[] counts) {
        boolean applies = tables.settingsOf(TableId.ofTopic(record.topic()))
                .filter(settings -> settings.onTruncate() == OnTruncate.APPLY)
                .isPresent();
        Optional<DecodePlan> plan = applies ? plans.planOfRows(record) : Optional.empty();
        // before the counts are handed on with the rows
        ignore(counts);
        metrics.truncates.inc();
        plan.ifPresent(rows -> {
            decoder.truncate(rows, batches);
            batches.emitRows();
        });
        LOG.warn(
                "{} was truncated in the source at offset {} of partition {}; {}",
                record.topic(),
                record.offset(),
                record.partition(),
                applies ? "its rows are deleted" : "its rows stay in ClickHouse, for on_truncate is not apply");
    }

    private void giveUp(RawRecord record, long[] counts, DeadLetter.Reason reason, String detail) {
        counts[TableCounts.Kind.DEAD_LETTERED.ordinal()]++;
        metrics.deadLetter(reason);
        if (logged.add(record.topic() + ' ' + reason)) {
            LOG.warn(
                    "Dead letter {} from {}, partition {}, offset {}: {}. Further ones of this kind are only counted.",
                    reason,
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    detail);
        }
        DeadLetter letter = new DeadLetter(
                record.topic(),
                record.partition(),
                record.offset(),
                reason,
                detail,
                DeadLetter.Stage.DECODE,
                DeadLetter.Format.RAW,
                record.key(),
                record.value(),
                System.currentTimeMillis());
        output.collect(DEAD_LETTERS, new StreamRecord<>(letter));
    }
}
