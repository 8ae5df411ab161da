package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadMomentTest {
    private static final long ROUND = 1L << 32;

    @Test
    void isReadAsPostgresPrintsASnapshot() {
        assertThat(ReadMoment.parse("500:10:20:10+14")).isEqualTo(new ReadMoment(500, 10, 20, Set.of(10L, 14L)));
        assertThat(ReadMoment.parse("500:10:10:")).isEqualTo(new ReadMoment(500, 10, 10, Set.of()));
    }

    @Test
    void hasSeenWhatHadEnded() {
        ReadMoment moment = new ReadMoment(500, 10, 20, Set.of(10L, 14L));
        assertThat(moment.hasSeen(100, 9)).isTrue();
        assertThat(moment.hasSeen(100, 10)).isFalse();
        assertThat(moment.hasSeen(100, 13)).isTrue();
        assertThat(moment.hasSeen(100, 14)).isFalse();
        assertThat(moment.hasSeen(100, 20)).isFalse();
        assertThat(moment.hasSeen(499, 9)).isTrue();
        assertThat(moment.hasSeen(500, 9)).as("which the log had only later").isFalse();
    }

    /** A change comes with the lower 32 bits of its transaction's number. */
    @Test
    void numbersBeginAnewWithinTheLog() {
        long xmax = 3 * ROUND + 5;
        ReadMoment moment = new ReadMoment(500, 3 * ROUND - 7, xmax, Set.of(3 * ROUND - 7, 3 * ROUND + 2));
        assertThat(moment.hasSeen(100, ROUND - 8)).isTrue();
        assertThat(moment.hasSeen(100, ROUND - 7)).isFalse();
        assertThat(moment.hasSeen(100, ROUND - 1)).isTrue();
        assertThat(moment.hasSeen(100, 1)).isTrue();
        assertThat(moment.hasSeen(100, 2)).isFalse();
        assertThat(moment.hasSeen(100, 5)).isFalse();
    }
}
