package io.isotherm.job.audit;

import io.isotherm.job.config.JobConfig;
import io.isotherm.job.model.RawRecord;
import io.isotherm.job.table.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices records that Kafka has deleted before the job read them, as behind a job that stood for longer than the
 * topics keep records. Flink's source then goes on with the first record that there is, and says nothing.
 *
 * <p>Passes on all records. It keeps, for each partition, the offset that comes next, in checkpoints like the source
 * itself; a job that starts without state takes what its group has committed. Offsets are left out by transactions too,
 * so before a checkpoint Kafka is asked for the first offset that it has of each partition where one was.
 */
public final class OffsetAudit extends AbstractStreamOperator<RawRecord>
        implements OneInputStreamOperator<RawRecord, RawRecord>, BoundedOneInput {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(OffsetAudit.class);

    private final KafkaOffsets.Factory kafka;
    private final MissedRecords missed;

    private transient ListState<Tuple3<String, Integer, Long>> stored;
    private transient Map<TopicPartition, Progress> partitions;
    private transient List<Progress> gaps;
    private transient Progress last;
    private transient Counter missedCount;

    public OffsetAudit(JobConfig.Kafka kafka, MissedRecords missed) {
        this(() -> new KafkaAdmin(kafka), missed);
    }

    OffsetAudit(KafkaOffsets.Factory kafka, MissedRecords missed) {
        this.kafka = kafka;
        this.missed = missed;
    }

    /** How far one partition is. */
    private static final class Progress {
        private static final long NONE = -1;

        final TopicPartition partition;
        long next = NONE;
        /** Offsets that were left out since the last checkpoint, the first time. */
        long gapFrom = NONE;

        long gapTo;

        Progress(TopicPartition partition) {
            this.partition = partition;
        }
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        partitions = new HashMap<>();
        gaps = new ArrayList<>();
        // every subtask is given all: the one that reads a partition has the furthest offset of it
        stored = context.getOperatorStateStore()
                .getUnionListState(
                        new ListStateDescriptor<>("next-offsets", Types.TUPLE(Types.STRING, Types.INT, Types.LONG)));
        for (Tuple3<String, Integer, Long> entry : stored.get()) {
            Progress progress = progressOf(entry.f0, entry.f1);
            progress.next = Math.max(progress.next, entry.f2);
        }
        missedCount = getMetricGroup().counter("missedRecords");
        try (KafkaOffsets offsets = kafka.open()) {
            if (partitions.isEmpty()) {
                offsets.committed()
                        .forEach((partition, next) -> progressOf(partition.topic(), partition.partition()).next = next);
            }
            goOnBehindWhatIsGone(offsets.earliest(partitions.keySet()));
        }
    }

    /** Of a partition that gets no record any more nothing would be noticed. One subtask tells what all of them see. */
    private void goOnBehindWhatIsGone(Map<TopicPartition, Long> earliest) {
        boolean tells = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
        earliest.forEach((partition, first) -> {
            Progress progress = partitions.get(partition);
            if (first > progress.next) {
                if (tells) {
                    report(partition, progress.next, first);
                }
                progress.next = first;
            }
        });
    }

    @Override
    public void processElement(StreamRecord<RawRecord> element) {
        RawRecord record = element.getValue();
        Progress progress = last;
        if (progress == null
                || progress.partition.partition() != record.partition()
                || !progress.partition.topic().equals(record.topic())) {
            progress = progressOf(record.topic(), record.partition());
            last = progress;
        }
        // one that lies before is read again, or is of a topic that was made again
        if (record.offset() > progress.next && progress.next != Progress.NONE && progress.gapFrom == Progress.NONE) {
            progress.gapFrom = progress.next;
            progress.gapTo = record.offset();
            gaps.add(progress);
        }
        progress.next = record.offset() + 1;
        output.collect(element);
    }

    private Progress progressOf(String topic, int partition) {
        return partitions.computeIfAbsent(new TopicPartition(topic, partition), Progress::new);
    }

    /** Before the checkpoint counts, so that a job that fails here finds the same again. */
    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        reportGaps();
    }

    @Override
    public void endInput() {
        reportGaps();
    }

    private void reportGaps() {
        if (gaps.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> earliest;
        try (KafkaOffsets offsets = kafka.open()) {
            earliest = offsets.earliest(gaps.stream().map(gap -> gap.partition).toList());
        }
        for (Progress gap : gaps) {
            if (earliest.getOrDefault(gap.partition, 0L) > gap.gapFrom) {
                report(gap.partition, gap.gapFrom, gap.gapTo);
            }
            gap.gapFrom = Progress.NONE;
        }
        gaps.clear();
    }

    private void report(TopicPartition partition, long first, long next) {
        TableId table = TableId.ofTopic(partition.topic());
        missedCount.inc(next - first);
        LOG.error(
                "Kafka has deleted the records {} to {} of {} before the job read them: ./isotherm wait compares table"
                        + " {} with Postgres, and ./isotherm resync {} reads its rows again",
                first,
                next - 1,
                partition,
                table,
                table.qualifiedName());
        missed.report(table, partition.partition(), first, next);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        List<Tuple3<String, Integer, Long>> entries = new ArrayList<>(partitions.size());
        partitions.values().stream()
                .filter(progress -> progress.next != Progress.NONE)
                .forEach(progress -> entries.add(
                        Tuple3.of(progress.partition.topic(), progress.partition.partition(), progress.next)));
        stored.update(entries);
    }
}
