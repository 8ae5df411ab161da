package io.isotherm.job.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.job.model.RawRecord;
import io.isotherm.job.model.RawRecordSerializer;
import io.isotherm.job.table.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // closing declares more than it throws
class OffsetAuditTest {
    private static final String ORDERS = "shop.public.orders";
    private static final String USERS = "shop.public.users_of_a_topic_that_is_gone";

    // the operator is serialized on its way to the task, its collaborators with it
    private static final Map<TopicPartition, Long> COMMITTED = new HashMap<>();
    private static final Map<TopicPartition, Long> EARLIEST = new HashMap<>();
    private static final Map<String, String> IDS = new HashMap<>();
    private static final List<String> REPORTED = new ArrayList<>();
    private static final List<Map<TopicPartition, Long>> COMMITS = new ArrayList<>();
    private static boolean canReport;

    @BeforeEach
    void empty() {
        COMMITTED.clear();
        EARLIEST.clear();
        IDS.clear();
        REPORTED.clear();
        COMMITS.clear();
        canReport = true;
    }

    @Test
    void passesOnEveryRecord() throws Exception {
        try (var audit = started(1, 0)) {
            send(audit, ORDERS, 0, 5, 6, 7);
            send(audit, USERS, 1, 0);
            send(audit, ORDERS, 1, 9);

            assertThat(audit.extractOutputValues())
                    .extracting(record -> record.topic() + record.partition() + ":" + record.offset())
                    .containsExactly(ORDERS + "0:5", ORDERS + "0:6", ORDERS + "0:7", USERS + "1:0", ORDERS + "1:9");
            audit.prepareSnapshotPreBarrier(1);
            assertThat(REPORTED).isEmpty();
        }
    }

    @Test
    void recordsThatWereDeletedWhileTheJobStoodAreReported() throws Exception {
        OperatorSubtaskState state;
        try (var audit = started(1, 0)) {
            send(audit, ORDERS, 0, 5, 6);
            send(audit, ORDERS, 1, 3);
            send(audit, USERS, 0, 8);
            state = audit.snapshot(1, 1);
        }
        EARLIEST.put(new TopicPartition(ORDERS, 0), 100L);
        try (var audit = restored(state, 1, 0)) {
            assertThat(REPORTED).as("before a record comes").containsExactly("shop.public.orders-0: 7 to 100");
            send(audit, ORDERS, 1, 4);
            send(audit, ORDERS, 0, 100, 101);
            audit.prepareSnapshotPreBarrier(2);
            state = audit.snapshot(2, 2);
        }
        restored(state, 1, 0).close();
        assertThat(REPORTED).hasSize(1);
    }

    /** Markers of transactions, and what was aborted, have offsets too. */
    @Test
    void offsetsThatKafkaHasNotDeletedAreNotMissed() throws Exception {
        try (var audit = started(1, 0)) {
            EARLIEST.put(new TopicPartition(ORDERS, 0), 2L);
            send(audit, ORDERS, 0, 2, 4, 9);
            audit.prepareSnapshotPreBarrier(1);
            EARLIEST.put(new TopicPartition(ORDERS, 0), 30L);
            send(audit, ORDERS, 0, 30);
            audit.prepareSnapshotPreBarrier(2);
        }
        assertThat(REPORTED).containsExactly("shop.public.orders-0: 10 to 30");
    }

    @Test
    void recordsThatComeAgainAreNone() throws Exception {
        try (var audit = started(1, 0)) {
            send(audit, ORDERS, 0, 50, 0, 1);
            audit.prepareSnapshotPreBarrier(1);
        }
        assertThat(REPORTED).isEmpty();
    }

    /** A savepoint may be older than what was committed, and each subtask speaks of what it reads. */
    @Test
    void theGroupIsToldWhatIsReadAndAtFirstWhatWasRestored() throws Exception {
        OperatorSubtaskState state;
        try (var audit = started(1, 0)) {
            send(audit, ORDERS, 0, 5, 6);
            send(audit, USERS, 1, 0);
            state = audit.snapshot(1, 1);
        }
        assertThat(COMMITS).as("no checkpoint is complete").isEmpty();
        try (var first = restored(state, 2, 0);
                var second = restored(state, 2, 1)) {
            send(second, ORDERS, 0, 7);
            for (var audit : List.of(first, second)) {
                audit.snapshot(2, 2);
                audit.notifyOfCompletedCheckpoint(2);
            }
        }
        assertThat(COMMITS)
                .containsExactly(
                        Map.of(new TopicPartition(ORDERS, 0), 7L, new TopicPartition(USERS, 1), 1L),
                        Map.of(new TopicPartition(ORDERS, 0), 8L));
    }

    /** Its offsets begin again: lower ones were taken for a repetition, and equal ones for the next. */
    @Test
    void aTopicThatWasMadeAgainIsReported() throws Exception {
        IDS.put(ORDERS, "first");
        IDS.put(USERS, "first");
        OperatorSubtaskState state;
        try (var audit = started(1, 0)) {
            send(audit, ORDERS, 0, 5, 6);
            send(audit, USERS, 0, 8);
            audit.prepareSnapshotPreBarrier(1);
            IDS.put(ORDERS, "second");
            send(audit, ORDERS, 0, 0, 1);
            audit.prepareSnapshotPreBarrier(2);
            assertThat(REPORTED).containsExactly("shop.public.orders-0: 7 to 0");
            send(audit, ORDERS, 0, 2, 3);
            audit.prepareSnapshotPreBarrier(3);
            state = audit.snapshot(3, 3);
        }
        restored(state, 1, 0).close();
        assertThat(REPORTED).as("once").hasSize(1);

        IDS.put(ORDERS, "third");
        try (var audit = restored(state, 1, 0)) {
            assertThat(REPORTED)
                    .as("before a record comes")
                    .contains("shop.public.orders-0: 4 to 0")
                    .hasSize(2);
            send(audit, ORDERS, 0, 4, 5);
            audit.prepareSnapshotPreBarrier(4);
            state = audit.snapshot(4, 4);
        }
        restored(state, 1, 0).close();
        assertThat(REPORTED).hasSize(2);
    }

    /** One of which no more records come keeps its id. */
    @Test
    void aTopicThatIsGoneMayBeMadeAgainLater() throws Exception {
        IDS.put(ORDERS, "first");
        OperatorSubtaskState state;
        try (var audit = started(1, 0)) {
            send(audit, ORDERS, 0, 5);
            audit.prepareSnapshotPreBarrier(1);
            state = audit.snapshot(1, 1);
        }
        IDS.clear();
        try (var audit = restored(state, 1, 0)) {
            state = audit.snapshot(2, 2);
        }
        assertThat(REPORTED).isEmpty();
        IDS.put(ORDERS, "second");
        restored(state, 1, 0).close();
        assertThat(REPORTED).containsExactly("shop.public.orders-0: 6 to 0");
    }

    @Test
    void aJobWithoutStateKnowsWhatItsGroupHasCommitted() throws Exception {
        COMMITTED.put(new TopicPartition(ORDERS, 2), 40L);
        EARLIEST.put(new TopicPartition(ORDERS, 2), 60L);
        try (var audit = started(1, 0)) {
            send(audit, ORDERS, 2, 60);
            audit.prepareSnapshotPreBarrier(1);
        }
        assertThat(REPORTED).containsExactly("shop.public.orders-2: 40 to 60");
    }

    @Test
    void partitionsMayGoToOtherSubtasks() throws Exception {
        OperatorSubtaskState first;
        OperatorSubtaskState second;
        try (var one = started(2, 0);
                var two = started(2, 1)) {
            send(one, ORDERS, 0, 5);
            send(two, ORDERS, 1, 7);
            assertThat(REPORTED).isEmpty();
            first = one.snapshot(1, 1);
            second = two.snapshot(1, 1);
        }
        EARLIEST.put(new TopicPartition(ORDERS, 1), 20L);
        OperatorSubtaskState all = AbstractStreamOperatorTestHarness.repackageState(first, second);
        try (var audit =
                restored(AbstractStreamOperatorTestHarness.repartitionOperatorState(all, 128, 2, 1, 0), 1, 0)) {
            send(audit, ORDERS, 0, 6);
            send(audit, ORDERS, 1, 20);
            audit.prepareSnapshotPreBarrier(2);
        }
        assertThat(REPORTED).containsExactly("shop.public.orders-1: 8 to 20");
    }

    @Test
    void whatCannotBeWrittenDownFailsTheJobBeforeTheCheckpointCounts() throws Exception {
        canReport = false;
        try (var audit = started(1, 0)) {
            send(audit, ORDERS, 0, 39);
            EARLIEST.put(new TopicPartition(ORDERS, 0), 60L);
            send(audit, ORDERS, 0, 60);

            assertThatThrownBy(() -> audit.prepareSnapshotPreBarrier(1)).hasMessage("ClickHouse is away");
        }
    }

    private static OneInputStreamOperatorTestHarness<RawRecord, RawRecord> started(int parallelism, int subtask)
            throws Exception {
        return restored(null, parallelism, subtask);
    }

    private static OneInputStreamOperatorTestHarness<RawRecord, RawRecord> restored(
            OperatorSubtaskState state, int parallelism, int subtask) throws Exception {
        OneInputStreamOperatorTestHarness<RawRecord, RawRecord> harness = new OneInputStreamOperatorTestHarness<>(
                new OffsetAudit(Broker::new, OffsetAuditTest::report), 128, parallelism, subtask);
        harness.setup(RawRecordSerializer.TYPE.createSerializer(
                harness.getExecutionConfig().getSerializerConfig()));
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
        return harness;
    }

    private static void report(TableId table, int partition, long first, long next) {
        if (!canReport) {
            throw new IllegalStateException("ClickHouse is away");
        }
        REPORTED.add(table.topic() + "-" + partition + ": " + first + " to " + next);
    }

    private static void send(
            OneInputStreamOperatorTestHarness<RawRecord, RawRecord> audit, String topic, int partition, long... offsets)
            throws Exception {
        for (long offset : offsets) {
            audit.processElement(
                    new StreamRecord<>(new RawRecord(topic, partition, offset, 0, new byte[0], new byte[0], 0)));
        }
    }

    private static final class Broker implements KafkaOffsets {
        @Override
        public Map<TopicPartition, Long> committed() {
            return COMMITTED;
        }

        @Override
        public boolean isEarliestFirst() {
            return false;
        }

        @Override
        public void commit(Map<TopicPartition, Long> next) {
            if (!next.isEmpty()) {
                COMMITS.add(next);
            }
        }

        @Override
        public Map<TopicPartition, Long> earliest(Collection<TopicPartition> partitions) {
            Map<TopicPartition, Long> earliest = new HashMap<>();
            for (TopicPartition partition : partitions) {
                if (!partition.topic().equals(USERS)) {
                    earliest.put(partition, EARLIEST.getOrDefault(partition, 0L));
                }
            }
            return earliest;
        }

        @Override
        public Map<String, String> topicIds() {
            return IDS;
        }

        @Override
        public void close() {}
    }
}
