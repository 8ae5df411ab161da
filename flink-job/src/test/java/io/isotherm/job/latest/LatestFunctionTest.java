package io.isotherm.job.latest;

import static io.isotherm.job.latest.Change.LEFT_OUT;
import static io.isotherm.job.latest.Change.delete;
import static io.isotherm.job.latest.Change.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.job.config.JobConfig.LatestStore;
import io.isotherm.job.model.Buckets;
import io.isotherm.job.model.TableCounts.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFinalizer;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The operator in Flink's harness, on the backend that each layout is made for. */
class LatestFunctionTest {
    private static final TestTable TABLE = TestTable.rowsWithPartitions();

    @ParameterizedTest
    @EnumSource(Layout.class)
    void passesNewsAndDropsWhatItKnows(Layout layout) throws Exception {
        try (OperatorDriver driver = OperatorDriver.start(layout)) {
            driver.settle(TABLE, upsert(1, 5, 100, "five", 5), upsert(2, 5, 100, "two", 5));
            driver.settle(TABLE, upsert(1, 4, 100, "four", 4), upsert(2, 6, 100, LEFT_OUT, 6));
            driver.settle(TABLE, upsert(3, 7, 100, LEFT_OUT, 7));

            assertThat(driver.takeRows())
                    .containsExactly(
                            upsert(1, 5, 100, "five", 5), upsert(2, 5, 100, "two", 5), upsert(2, 6, 100, "two", 6));
            assertThat(driver.counts().get(TestTable.TOPIC, Kind.STALE)).isOne();
            assertThat(driver.counts().get(TestTable.TOPIC, Kind.DEAD_LETTERED)).isOne();
            assertThat(driver.letters()).singleElement().satisfies(letter -> assertThat(letter.offset())
                    .isEqualTo(7));
        }
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void emitsNoBatchThatHoldsNothing(Layout layout) throws Exception {
        try (OperatorDriver driver = OperatorDriver.start(layout)) {
            driver.settle(TABLE);
            assertThat(driver.batches()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void remembersAcrossARestart(Layout layout) throws Exception {
        OperatorSubtaskState snapshot;
        try (OperatorDriver driver = OperatorDriver.start(layout)) {
            driver.settle(TABLE, upsert(1, 5, 100, "five", 5), upsert(2, 5, 100, "two", 5), delete(2, 6));
            snapshot = driver.snapshot();
        }
        try (OperatorDriver driver = OperatorDriver.restore(layout, snapshot)) {
            driver.settle(TABLE, upsert(1, 5, 100, "five", 5), upsert(2, 5, 100, "two", 5), delete(2, 6));
            assertThat(driver.takeRows()).isEmpty();
            driver.settle(TABLE, upsert(1, 7, 101, LEFT_OUT, 7));
            assertThat(driver.takeRows())
                    .containsExactly(upsert(1, 7, 101, "five", 7), new Change(1, 7, 6, true, false, 100, "five", 5));
        }
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void bucketsMoveAsAWholeWhenTheJobIsRescaled(Layout layout) throws Exception {
        Change[] first = LongStream.range(0, 1_000)
                .mapToObj(key -> upsert(key, 5, 100, "note " + key, 5))
                .toArray(Change[]::new);
        Change[] second = LongStream.range(0, 1_000)
                .mapToObj(key -> upsert(key, 6, 100, LEFT_OUT, 6))
                .toArray(Change[]::new);
        List<Change> filled = LongStream.range(0, 1_000)
                .mapToObj(key -> upsert(key, 6, 100, "note " + key, 6))
                .toList();
        OperatorSubtaskState whole;
        try (OperatorDriver driver = OperatorDriver.start(layout)) {
            driver.settle(TABLE, first);
            whole = driver.snapshot();
        }
        List<Change> rows = new ArrayList<>();
        OperatorSubtaskState[] halves = new OperatorSubtaskState[2];
        for (int subtask = 0; subtask < 2; subtask++) {
            OperatorSubtaskState mine =
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(whole, Buckets.COUNT, 1, 2, subtask);
            try (OperatorDriver driver = OperatorDriver.restore(layout, mine, 2, subtask)) {
                driver.settle(TABLE, first);
                assertThat(driver.takeRows()).isEmpty();
                driver.settle(TABLE, second);
                rows.addAll(driver.takeRows());
                assertThat(driver.letters()).isEmpty();
                halves[subtask] = driver.snapshot();
            }
        }
        assertThat(rows).containsExactlyInAnyOrderElementsOf(filled);

        OperatorSubtaskState again = AbstractStreamOperatorTestHarness.repartitionOperatorState(
                AbstractStreamOperatorTestHarness.repackageState(halves), Buckets.COUNT, 2, 1, 0);
        try (OperatorDriver driver = OperatorDriver.restore(layout, again)) {
            driver.settle(TABLE, first);
            driver.settle(TABLE, second);
            assertThat(driver.takeRows()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void aSnapshotHoldsTheStateOfItsBarrierWhileTheJobGoesOn(Layout layout) throws Exception {
        OperatorSubtaskState snapshot;
        try (OperatorDriver driver = OperatorDriver.start(layout)) {
            driver.settle(TABLE, upsert(1, 5, 100, "five", 5), upsert(2, 5, 100, "two", 5));
            driver.operator().prepareSnapshotPreBarrier(1);
            OperatorSnapshotFutures writing = driver.operator()
                    .snapshotState(
                            1,
                            1,
                            CheckpointOptions.forCheckpointWithDefaultLocation(),
                            new MemCheckpointStreamFactory(1 << 24));
            // in place, of another length, and new
            driver.settle(TABLE, upsert(1, 6, 100, "FIVE", 6), upsert(2, 7, 100, "a longer note", 7));
            driver.settle(TABLE, upsert(3, 8, 100, "three", 8));
            snapshot = OperatorSnapshotFinalizer.create(writing).getJobManagerOwnedState();
            driver.settle(TABLE, upsert(1, 7, 100, LEFT_OUT, 7));
            assertThat(driver.takeRows()).last().isEqualTo(upsert(1, 7, 100, "FIVE", 7));
        }
        try (OperatorDriver driver = OperatorDriver.restore(layout, snapshot)) {
            driver.settle(TABLE, upsert(1, 6, 100, LEFT_OUT, 6), upsert(2, 6, 100, LEFT_OUT, 6));
            driver.settle(TABLE, upsert(3, 6, 100, "new", 6));
            assertThat(driver.takeRows())
                    .containsExactly(
                            upsert(1, 6, 100, "five", 6), upsert(2, 6, 100, "two", 6), upsert(3, 6, 100, "new", 6));
        }
    }

    @Test
    void theArenaLayoutAlsoWorksOnABackendThatStoresBytes() throws Exception {
        OperatorSubtaskState snapshot;
        try (OperatorDriver driver = OperatorDriver.start(Layout.ARENA_ON_ROCKSDB)) {
            IntStream.range(0, 10).forEach(i -> driver.settle(TABLE, upsert(i, 5, 100, "x" + i, i)));
            snapshot = driver.snapshot();
        }
        try (OperatorDriver driver = OperatorDriver.restore(Layout.ARENA_ON_ROCKSDB, snapshot)) {
            driver.settle(TABLE, upsert(3, 6, 100, LEFT_OUT, 6));
            assertThat(driver.takeRows()).containsExactly(upsert(3, 6, 100, "x3", 6));
        }
    }

    @Test
    void theLayoutFollowsTheBackendUnlessChosen() {
        Configuration flink = new Configuration();
        assertThat(LatestFunction.resolve(LatestStore.AUTO, flink)).isEqualTo(LatestStore.ARENA);
        flink.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        assertThat(LatestFunction.resolve(LatestStore.AUTO, flink)).isEqualTo(LatestStore.MAP);
        assertThat(LatestFunction.resolve(LatestStore.ARENA, flink)).isEqualTo(LatestStore.ARENA);
        assertThatThrownBy(() -> new LatestFunction(TestTable.shapes(), Stage.DAILY, LatestStore.AUTO, null))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
