package io.isotherm.job.sink.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InsertPaceTest {
    private static final long NOW = 1_000_000;
    private static final long MIN_AGE = 200;

    private final InsertPace pace = new InsertPace();

    @Test
    void quickInsertsKeepToTheShortestTime() {
        send(5, NOW, 10);

        assertThat(age(NOW + 100)).isEqualTo(MIN_AGE);
    }

    @Test
    void leavesHalfOfTheTimeWithoutInserts() {
        send(10, NOW, 30);

        assertThat(age(NOW + 100)).isEqualTo(600);
    }

    @Test
    void neverWaitsLongerThanASecond() {
        send(100, NOW, 30);

        assertThat(age(NOW + 100)).isEqualTo(1000);
    }

    @Test
    void tablesThatRestDoNotCount() {
        send(10, NOW, 100);
        send(1, NOW + 5000, 150);

        assertThat(age(NOW + 5100)).isEqualTo(300);
    }

    @Test
    void aRowAfterAPauseWaitsForItsTransactionOnly() {
        send(20, NOW, 100);
        TableLane lane = pace.newLane(MIN_AGE);

        assertThat(lane.deadline(NOW)).isEqualTo(NOW + TableLane.GATHER_MILLIS);
        lane.begin(NOW);
        assertThat(lane.deadline(NOW + 1)).isEqualTo(NOW + 1000);
    }

    @Test
    void aBacklogIsSentInLargerParts() {
        assertThat(ageAfter(400, 2_000)).isEqualTo(400);
        assertThat(ageAfter(400, 30_000)).isEqualTo(6_000);
        assertThat(ageAfter(400, 3_600_000)).isEqualTo(InsertPace.MAX_BACKLOG_AGE_MILLIS);
    }

    @Test
    void slowInsertsWaitInABacklogToo() {
        send(10, NOW, 30);

        assertThat(ageAfter(400, 2_000)).isEqualTo(600);
    }

    @Test
    void oldRowsThatComeSlowlyAreNoBacklog() {
        assertThat(ageAfter(399, 3_600_000)).isEqualTo(MIN_AGE);
    }

    @Test
    void youngRowsAreNoBacklogHoweverMany() {
        assertThat(ageAfter(100_000, 1_999)).isEqualTo(MIN_AGE);
    }

    @Test
    void manyTablesMakeABacklogTogether() {
        for (int i = 1; i < 50; i++) {
            ageAfter(8, 20_000);
        }

        assertThat(ageAfter(8, 20_000)).isEqualTo(4_000);
        assertThat(ageAfter(8, 0))
                .as("a table that has caught up does not wait with the others")
                .isEqualTo(MIN_AGE);
    }

    @Test
    void aLongerTimeThatWasAskedForHoldsInABacklogToo() {
        assertThat(ageAfter(pace.newLane(60_000), 15_000_000, 20_000)).isEqualTo(60_000);
    }

    private long age(long now) {
        return pace.age(pace.newLane(MIN_AGE), now);
    }

    private long ageAfter(int rows, long lagMillis) {
        return ageAfter(pace.newLane(MIN_AGE), rows, lagMillis);
    }

    /** Two inserts 200 ms apart, so that 400 rows are 2,000 a second. */
    private long ageAfter(TableLane lane, int rows, long lagMillis) {
        lane.begin(NOW - 200);
        lane.end(0, rows, lagMillis);
        lane.begin(NOW);
        lane.end(0, rows, lagMillis);
        return lane.deadline(NOW) - NOW;
    }

    private void send(int tables, long at, long millisEach) {
        for (int i = 0; i < tables; i++) {
            TableLane lane = pace.newLane(MIN_AGE);
            lane.begin(at);
            lane.end(TimeUnit.MILLISECONDS.toNanos(millisEach), 1, 0);
        }
    }
}
