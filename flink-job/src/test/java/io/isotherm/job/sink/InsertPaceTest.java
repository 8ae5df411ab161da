package io.isotherm.job.sink;

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

        assertThat(pace.age(MIN_AGE, NOW + 100)).isEqualTo(MIN_AGE);
    }

    @Test
    void leavesHalfOfTheTimeWithoutInserts() {
        send(10, NOW, 30);

        assertThat(pace.age(MIN_AGE, NOW + 100)).isEqualTo(600);
    }

    @Test
    void neverWaitsLongerThanASecond() {
        send(100, NOW, 30);

        assertThat(pace.age(MIN_AGE, NOW + 100)).isEqualTo(1000);
    }

    @Test
    void tablesThatRestDoNotCount() {
        send(10, NOW, 100);
        send(1, NOW + 5000, 150);

        assertThat(pace.age(MIN_AGE, NOW + 5100)).isEqualTo(300);
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
        assertThat(ageAfter(TableLane.BACKLOG_ROWS, TableLane.BACKLOG_LAG_MILLIS))
                .isEqualTo(TableLane.BACKLOG_AGE_MILLIS);
        assertThat(ageAfter(TableLane.BACKLOG_ROWS, TableLane.BACKLOG_LAG_MILLIS - 1))
                .isEqualTo(MIN_AGE);
        assertThat(ageAfter(TableLane.BACKLOG_ROWS - 1, TableLane.BACKLOG_LAG_MILLIS))
                .isEqualTo(MIN_AGE);
    }

    private long ageAfter(int rows, long lagMillis) {
        TableLane lane = pace.newLane(MIN_AGE);
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
