package io.isotherm.job.latest;

import static io.isotherm.job.latest.Change.LEFT_OUT;
import static io.isotherm.job.latest.Change.delete;
import static io.isotherm.job.latest.Change.deleteOf;
import static io.isotherm.job.latest.Change.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.model.RowBlock;
import io.isotherm.job.model.TableCounts.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What lies between the lines of the table in {@link LatestRules}. */
class LatestRulesEdgeTest {
    private static final TestTable VERSIONS = TestTable.versions();
    private static final TestTable PARTITIONS = TestTable.partitions();
    private static final TestTable ROWS = TestTable.rows();
    private static final TestTable BOTH = TestTable.rowsWithPartitions();

    /** State would grow with every change of the source, for ever. */
    @Test
    void nothingIsRememberedOfARowThatIsAChange() {
        TestTable changes = TestTable.changes();
        Stage stage = new Stage(Stage.DAILY);
        stage.settle(changes, upsert(1, 5, 0, "five", 5), upsert(2, 5, 0, "two", 5), upsert(1, 5, 0, "five", 5));

        assertThat(stage.out).as("one that is sent again goes on as well").hasSize(3);
        assertThat(stage.stored(changes, 1)).isNull();
        assertThat(stage.count(Kind.STALE)).isZero();
    }

    @Test
    void monthsArePartitionsToo() {
        for (TestTable table : List.of(PARTITIONS, TestTable.seconds(), TestTable.millis())) {
            Stage stage = new Stage(Stage.MONTHLY);
            stage.settle(table, upsert(1, 1, 0, null, 0), upsert(1, 2, 30, null, 0));
            assertThat(stage.count(Kind.DERIVED)).as("%s", table.shape()).isZero();
            stage.settle(table, upsert(1, 3, 31, null, 0));
            assertThat(stage.count(Kind.DERIVED)).isOne();
            stage.settle(table, upsert(1, 4, -1, null, 0));
            assertThat(stage.count(Kind.DERIVED)).isEqualTo(2);
        }
    }

    @Test
    void theTombstoneOfAMoveBorrowsFromTheWalPositionAtOffsetZero() {
        Stage stage = new Stage(Stage.DAILY);
        long lsn = 1L << 16;
        stage.settle(
                PARTITIONS,
                upsert(1, 7, 1, null, 0).at(7, 0),
                upsert(1, 0, 2, null, 0).at(lsn, 0));

        Change tombstone = stage.out.get(2);

        assertThat(tombstone.deleted()).isTrue();
        assertThat(tombstone.day()).isEqualTo(1);
        assertThat(tombstone.offset()).isEqualTo((1L << 48) - 1);
        assertThat(tombstone.lsn()).isEqualTo(lsn - 1);
    }

    @Test
    void adjacentVersionsLeaveTheTombstoneEqualToTheRowItBuriesAndBehindIt() {
        Stage stage = new Stage(Stage.DAILY);
        stage.settle(
                PARTITIONS,
                upsert(1, 7, 1, null, 0).at(7, 4),
                upsert(1, 7, 2, null, 0).at(7, 5));

        assertThat(stage.out).extracting(Change::offset).containsExactly(4L, 5L, 4L);
        assertThat(stage.out).extracting(Change::day).containsExactly(1, 2, 1);
    }

    @Test
    void aChangeThatCouldNotBeReadTakesTheStoredRowAndNothingElse() {
        Stage stage = new Stage(Stage.DAILY);
        stage.settle(BOTH, upsert(1, 5, 100, "five", 5), upsert(2, 5, 100, "other key", 5));
        stage.settleForgotten(BOTH, 1);
        stage.settle(BOTH, upsert(1, 9, 100, LEFT_OUT, 9), upsert(2, 9, 100, LEFT_OUT, 9));

        assertThat(stage.out.subList(2, stage.out.size()))
                .containsExactly(upsert(2, 9, 100, "other key", 9).in(BOTH));
        assertThat(stage.letters).extracting(DeadLetter::reason).containsExactly(DeadLetter.Reason.TOAST_UNRESOLVED);
        assertThat(stage.count(Kind.STALE)).isZero();
    }

    @Test
    void forgettingARowKeepsItsVersionAndPartition() {
        Stage stage = new Stage(Stage.DAILY);
        stage.settle(BOTH, upsert(1, 5, 100, "five", 5));
        stage.settleForgotten(BOTH, 1);
        stage.settle(BOTH, upsert(1, 4, 100, "old", 4), upsert(1, 9, 101, "nine", 9));

        assertThat(stage.count(Kind.STALE)).isOne();
        assertThat(stage.count(Kind.DERIVED)).isOne();
        assertThat(stage.letters).isEmpty();
    }

    @Test
    void changesOfARowThatIsGoneAreTombstonesUntilACompleteOneComes() {
        Stage stage = new Stage(Stage.DAILY);
        stage.settleGone(BOTH, 1, 5)
                .settle(BOTH, upsert(1, 6, 101, LEFT_OUT, 6), upsert(1, 7, 102, LEFT_OUT, 7))
                .settle(BOTH, upsert(1, 8, 102, "eight", 8))
                .settle(BOTH, upsert(1, 9, 102, LEFT_OUT, 9), delete(1, 10));

        assertThat(stage.letters).isEmpty();
        assertThat(stage.out)
                .containsExactly(
                        delete(1, 5),
                        deleteOf(1, 6, 101, null, 6),
                        deleteOf(1, 7, 102, null, 7),
                        upsert(1, 8, 102, "eight", 8),
                        upsert(1, 9, 102, "eight", 9),
                        deleteOf(1, 10, 102, "eight", 9));
        assertThat(stage.stored(BOTH, 1).isGone()).isFalse();
    }

    @Test
    void aDeleteEndsThatARowIsGone() {
        Stage stage = new Stage(Stage.DAILY);
        stage.settleGone(ROWS, 1, 5).settle(ROWS, delete(1, 6), upsert(1, 7, null, LEFT_OUT, 7));

        assertThat(stage.letters).extracting(DeadLetter::reason).containsExactly(DeadLetter.Reason.TOAST_UNRESOLVED);
    }

    @Test
    void storedRowsFillRowsOfALaterSchema() {
        Stage stage = new Stage(Stage.DAILY);
        stage.settle(BOTH, upsert(1, 5, 100, "five", 5));
        stage.settle(TestTable.evolved(), upsert(1, 9, 100, LEFT_OUT, 9));
        stage.settle(TestTable.evolved(), upsert(1, 10, 102, LEFT_OUT, 10));
        stage.settle(TestTable.evolved(), delete(1, 12));

        assertThat(stage.letters).isEmpty();
        assertThat(stage.out.subList(1, stage.out.size()))
                .containsExactly(
                        upsert(1, 9, 100, "five", 9).in(BOTH),
                        upsert(1, 10, 102, "five", 10).in(BOTH),
                        new Change(1, 10, 9, true, false, 100, "five", 9),
                        deleteOf(1, 12, 102, "five", 10).in(BOTH));
    }

    @Test
    void aMoveAcrossASchemaChangeUsesTheUnitOfTheNewColumn() {
        Stage stage = new Stage(Stage.DAILY);
        stage.settle(BOTH, upsert(1, 5, 100, "five", 5));
        stage.settle(TestTable.evolved(), upsert(1, 9, 101, LEFT_OUT, 9));

        assertThat(stage.out.get(2).day()).isEqualTo(100);
        assertThat(stage.out.get(2).deleted()).isTrue();
    }

    @Test
    void aRenamedColumnIsNotKnownUnderItsNewName() {
        Stage stage = new Stage(Stage.DAILY);
        stage.settle(BOTH, upsert(1, 5, 100, "five", 5));
        stage.settle(TestTable.renamedNote(), upsert(1, 9, 100, LEFT_OUT, 9));

        DeadLetter letter = stage.letters.get(0);
        assertThat(letter.reason()).isEqualTo(DeadLetter.Reason.TOAST_UNRESOLVED);
        assertThat(letter.detail()).contains("'remark'").contains("resync");
        assertThat(letter.topic()).isEqualTo(TestTable.TOPIC);
        assertThat(letter.partition()).isEqualTo(3);
        assertThat(letter.offset()).isEqualTo(9);
        assertThat(letter.stage()).isEqualTo(DeadLetter.Stage.LATEST);
        assertThat(letter.key()).isEqualTo(Change.keyBytes(1));
        assertThat(letter.value())
                .startsWith(RowBlock.header(TestTable.renamedNote().shape()));
        assertThat(letter.failedAt()).isEqualTo(77);
    }

    @Test
    void afterADeadLetterNothingIsFilledFromTheRowBeforeIt() {
        Stage stage = new Stage(Stage.DAILY);
        stage.settle(BOTH, upsert(1, 5, 100, "five", 5));
        stage.settle(TestTable.renamedNote(), upsert(1, 9, 100, LEFT_OUT, 9));
        stage.settle(BOTH, upsert(1, 10, 100, LEFT_OUT, 10));
        assertThat(stage.letters).hasSize(2);

        stage.settle(BOTH, upsert(1, 11, 100, "eleven", 11), upsert(1, 12, 100, LEFT_OUT, 12));

        assertThat(stage.letters).hasSize(2);
        assertThat(stage.out.get(2)).isEqualTo(upsert(1, 12, 100, "eleven", 12).in(BOTH));
    }

    @Test
    void aBatchWithoutRowsAndCountsIsNotWorthPassing() {
        Stage stage = new Stage(Stage.DAILY);
        stage.settle(VERSIONS);
        assertThat(stage.rules.isWorthPassing()).isFalse();
        stage.settle(VERSIONS, upsert(1, 5, null, "x", 1));
        assertThat(stage.rules.isWorthPassing()).isTrue();
        stage.settle(VERSIONS, upsert(1, 5, null, "x", 1));
        assertThat(stage.rules.isWorthPassing()).as("the stale row's count").isTrue();
        stage.settle(ROWS, upsert(2, 5, null, "x", 1));
        stage.settle(ROWS, delete(2, 6));
        assertThat(stage.rules.isWorthPassing())
                .as("its only row was rewritten")
                .isFalse();
    }

    @Test
    void metricsSayWhatHappened() {
        Stage stage = new Stage(Stage.DAILY);
        stage.settle(BOTH, upsert(1, 5, 1, "a", 5), upsert(1, 6, 2, LEFT_OUT, 6), upsert(1, 6, 2, "a", 6));
        stage.settle(BOTH, delete(2, 7), upsert(3, 8, 1, LEFT_OUT, 8));

        assertThat(stage.metrics.partitionMoves.getCount()).isOne();
        assertThat(stage.metrics.filledRows.getCount()).isOne();
        assertThat(stage.metrics.stale.getCount()).isOne();
        assertThat(stage.metrics.deletesWithoutState.getCount()).isOne();
        assertThat(stage.metrics.unresolvedRows.getCount()).isOne();
    }
}
