package io.isotherm.job.latest;

import static io.isotherm.job.latest.Change.LEFT_OUT;
import static io.isotherm.job.latest.Change.delete;
import static io.isotherm.job.latest.Change.deleteOf;
import static io.isotherm.job.latest.Change.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.model.TableCounts.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LatestTruncateTest {
    private static final TestTable BOTH = TestTable.rowsWithPartitions();
    private static final TestTable[] TABLES = {
        TestTable.nullablePartitions(), BOTH, TestTable.rows(), TestTable.versions()
    };

    @Test
    void everyLiveRowFromBeforeBecomesATombstoneWithItsValues() {
        Stage stage = new Stage(Stage.DAILY);
        stage.settle(BOTH, upsert(1, 5, 100, "five", 5), upsert(2, 6, 101, "six", 6), upsert(3, 7, 101, "seven", 7))
                .settle(BOTH, delete(3, 8), upsert(4, 20, 101, "later", 20));
        stage.out.clear();

        stage.settleTruncate(BOTH, 10, 3);

        assertThat(stage.out)
                .containsExactlyInAnyOrder(
                        deleteOf(1, 10, 100, "five", 5).at(10, 3),
                        deleteOf(2, 10, 101, "six", 6).at(10, 3));
        assertThat(stage.count(Kind.DERIVED)).isEqualTo(2);
        assertThat(stage.stored(BOTH, 1).isDeleted()).isTrue();
    }

    @Test
    void whatIsFromBeforeAndComesAfterIsStale() {
        Stage stage = new Stage(Stage.DAILY);
        stage.settle(BOTH, upsert(1, 5, 100, "five", 5), delete(1, 6))
                .settleTruncate(BOTH, 10, 3)
                .settle(
                        BOTH,
                        upsert(1, 8, 100, "eight", 8),
                        upsert(2, 9, 100, "nine", 9),
                        upsert(3, 11, 100, "new", 1));

        assertThat(stage.count(Kind.STALE)).isEqualTo(2);
        assertThat(stage.out.get(stage.out.size() - 1)).isEqualTo(upsert(3, 11, 100, "new", 1));
    }

    @Test
    void nothingFillsFromBeforeATruncate() {
        Stage stage = new Stage(Stage.DAILY);
        stage.settle(BOTH, upsert(1, 5, 100, "five", 5))
                .settleTruncate(BOTH, 10, 3)
                .settle(BOTH, upsert(1, 12, 100, LEFT_OUT, 12));

        assertThat(stage.letters).hasSize(1);
    }

    /** A truncate is in another partition of the topic than most rows, so their order is anyone's guess. */
    @Property(tries = 300)
    void anyOrderAndRepetition(@ForAll Random random, @ForAll @IntRange(min = 1, max = 25) int size) {
        for (TestTable table : TABLES) {
            List<Runnable> deliveries = new ArrayList<>();
            Map<Long, List<Change>> rows = new HashMap<>();
            Stage stage = new Stage(Stage.DAILY);
            long lsn = 1L << 16;
            for (int i = 0; i < size; i++) {
                lsn += 1 + random.nextInt(1000);
                long position = lsn;
                long offset = random.nextInt(100);
                long key = random.nextInt(4);
                switch (random.nextInt(6)) {
                    case 0 -> {
                        rows.clear();
                        deliveries.add(() -> stage.settleTruncate(table, position, offset));
                    }
                    case 1 -> {
                        rows.remove(key);
                        deliveries.add(() -> stage.settle(table, delete(key, 0).at(position, offset)));
                    }
                    default -> {
                        Integer day = random.nextInt(5) == 0 ? null : Integer.valueOf(random.nextInt(3));
                        Change row = upsert(key, 0, day, "n" + i, i).at(position, offset);
                        rows.put(key, List.of(row.in(table)));
                        deliveries.add(() -> stage.settle(table, row));
                    }
                }
            }
            for (int i = random.nextInt(size); i > 0; i--) {
                deliveries.add(deliveries.get(random.nextInt(size)));
            }
            Collections.shuffle(deliveries, random);
            deliveries.add(deliveries.size() / 2, stage::restart);
            deliveries.forEach(Runnable::run);

            TestMergeTree hot = new TestMergeTree();
            hot.insert(stage.out);
            assertThat(hot.liveFinal()).isEqualTo(rows);
        }
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void theOperatorKeepsTheFloorAcrossARestart(Layout layout) throws Exception {
        Change[] rows = LongStream.range(0, 3_000)
                .mapToObj(key -> upsert(key, 5, 100, "note " + key, 5))
                .toArray(Change[]::new);
        OperatorSubtaskState snapshot;
        try (OperatorDriver driver = OperatorDriver.start(layout)) {
            driver.settle(BOTH, rows);
            driver.takeRows();
            driver.truncate(BOTH, 10);

            assertThat(driver.takeRows())
                    .hasSize(3_000)
                    .allMatch(row ->
                            row.deleted() && row.lsn() == 10 && row.note().equals("note " + row.key()));
            assertThat(driver.counts().get(TestTable.TOPIC, Kind.DERIVED)).isEqualTo(3_000);
            snapshot = driver.snapshot();
        }
        try (OperatorDriver driver = OperatorDriver.restore(layout, snapshot)) {
            driver.settle(BOTH, upsert(5_000, 9, 100, "before", 9), upsert(5_001, 11, 100, "after", 11));
            driver.truncate(BOTH, 10);
            assertThat(driver.takeRows()).containsExactly(upsert(5_001, 11, 100, "after", 11));
        }
    }
}
