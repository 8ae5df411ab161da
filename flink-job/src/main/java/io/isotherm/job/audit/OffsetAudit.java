package io.isotherm.job.audit;

import io.isotherm.job.config.JobConfig;
import io.isotherm.job.model.RawRecord;
import io.isotherm.job.table.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
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
 *
 * <p>A topic that was made again is noticed by its id, at the start and where offsets are not in a row: what the job
 * had not read of the one before is gone, and a source that goes on behind the first records of the new one says
 * nothing either.
 */
public final class OffsetAudit extends AbstractStreamOperator<RawRecord>
        implements OneInputStreamOperator<RawRecord, RawRecord>, BoundedOneInput {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(OffsetAudit.class);

    private final KafkaOffsets.Factory kafka;
    private final MissedRecords missed;

    private transient ListState<Tuple3<String, Integer, Long>> stored;
    private transient ListState<Tuple2<String, String>> storedIds;
    private transient Map<TopicPartition, Progress> partitions;
    private transient TopicIds ids;
    private transient List<Progress> gaps;
    private transient Progress last;
    private transient Counter missedCount;
    private transient GroupOffsets group;

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
        /** Whether this subtask reads the partition. */
        boolean isOwn;

        /** Where an offset was not the next one since the last checkpoint, the first time. */
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
        ids = new TopicIds();
        gaps = new ArrayList<>();
        // every subtask is given all: the one that reads a partition has the furthest offset of it
        stored = context.getOperatorStateStore()
                .getUnionListState(
                        new ListStateDescriptor<>("next-offsets", Types.TUPLE(Types.STRING, Types.INT, Types.LONG)));
        storedIds = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("topic-ids", Types.TUPLE(Types.STRING, Types.STRING)));
        for (Tuple2<String, String> entry : storedIds.get()) {
            ids.restore(entry.f0, entry.f1);
        }
        for (Tuple3<String, Integer, Long> entry : stored.get()) {
            Progress progress = progressOf(entry.f0, entry.f1);
            progress.next = Math.max(progress.next, entry.f2);
        }
        group = new GroupOffsets(kafka);
        missedCount = getMetricGroup().counter("missedRecords");
        try (KafkaOffsets offsets = kafka.open()) {
            if (partitions.isEmpty()) {
                offsets.committed()
                        .forEach((partition, next) -> progressOf(partition.topic(), partition.partition()).next = next);
            }
            boolean tells = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
            goOnIn(ids.learn(topics(), offsets.topicIds()), tells);
            Map<TopicPartition, Long> earliest = offsets.earliest(partitions.keySet());
            goOnBehindWhatIsGone(earliest, tells);
            if (tells) {
                // what was committed may be ahead of a savepoint, and of a start without state
                offsets.commit(context.isRestored() || !offsets.isEarliestFirst() ? next(false) : earliest);
            }
        }
    }

    /** Of a partition that gets no record any more nothing would be noticed. One subtask tells what all of them see. */
    private void goOnBehindWhatIsGone(Map<TopicPartition, Long> earliest, boolean tells) {
        earliest.forEach((partition, first) -> {
            Progress progress = partitions.get(partition);
            if (progress.next != Progress.NONE && first > progress.next) {
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
        if (record.offset() != progress.next && progress.next != Progress.NONE && progress.gapFrom == Progress.NONE) {
            progress.gapFrom = progress.next;
            progress.gapTo = record.offset();
            gaps.add(progress);
        }
        progress.next = record.offset() + 1;
        progress.isOwn = true;
        output.collect(element);
    }

    /** @param own only what this subtask has read */
    private Map<TopicPartition, Long> next(boolean own) {
        Map<TopicPartition, Long> next = new HashMap<>();
        for (Progress progress : partitions.values()) {
            if (progress.next != Progress.NONE && (progress.isOwn || !own)) {
                next.put(progress.partition, progress.next);
            }
        }
        return next;
    }

    private Progress progressOf(String topic, int partition) {
        return partitions.computeIfAbsent(new TopicPartition(topic, partition), added -> {
            ids.expect(topic);
            return new Progress(added);
        });
    }

    private Set<String> topics() {
        return partitions.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet());
    }

    /** With the first record that comes of these topics, which were made again. */
    private void goOnIn(Set<String> again, boolean tells) {
        for (Progress progress : partitions.values()) {
            if (again.contains(progress.partition.topic()) && progress.next != Progress.NONE) {
                if (tells) {
                    reportMadeAgain(progress);
                }
                progress.next = Progress.NONE;
            }
        }
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
        if (gaps.isEmpty() && !ids.areLacking()) {
            return;
        }
        Map<TopicPartition, Long> earliest;
        Set<String> again;
        try (KafkaOffsets offsets = kafka.open()) {
            again = ids.learn(topics(), offsets.topicIds());
            earliest = offsets.earliest(gaps.stream().map(gap -> gap.partition).toList());
        }
        for (Progress gap : gaps) {
            boolean isMissed = gap.gapTo > gap.gapFrom && earliest.getOrDefault(gap.partition, 0L) > gap.gapFrom;
            if (isMissed && !again.contains(gap.partition.topic())) {
                report(gap.partition, gap.gapFrom, gap.gapTo);
            }
        }
        goOnIn(again, true);
        gaps.forEach(gap -> gap.gapFrom = Progress.NONE);
        gaps.clear();
    }

    /** Its records have the same offsets again, so how many were not read is not known. */
    private void reportMadeAgain(Progress progress) {
        TableId table = TableId.ofTopic(progress.partition.topic());
        long first = progress.gapFrom == Progress.NONE ? progress.next : progress.gapFrom;
        LOG.error(
                "Topic {} was made again: what it had from offset {} of partition {} on was deleted before the job read"
                        + " it. ./isotherm wait compares table {} with Postgres, and ./isotherm resync"
                        + " --delete-surplus {} reads its rows again",
                progress.partition.topic(),
                first,
                progress.partition.partition(),
                table,
                table.qualifiedName());
        missed.report(table, progress.partition.partition(), first, 0);
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
        stored.update(next(false).entrySet().stream()
                .map(one -> Tuple3.of(one.getKey().topic(), one.getKey().partition(), one.getValue()))
                .toList());
        storedIds.update(ids.all().entrySet().stream()
                .map(entry -> Tuple2.of(entry.getKey(), entry.getValue()))
                .toList());
        group.at(context.getCheckpointId(), next(true));
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        group.complete(checkpointId);
    }

    @Override
    public void close() throws Exception {
        if (group != null) {
            group.close();
        }
        super.close();
    }
}
