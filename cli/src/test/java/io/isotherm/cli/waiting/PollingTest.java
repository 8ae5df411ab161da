package io.isotherm.cli.waiting;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PollingTest {
    private static final Duration SHORT = Duration.ofMillis(400);

    @Test
    void endsWhenTheConditionHolds() {
        AtomicInteger asked = new AtomicInteger();

        assertThat(Polling.until(Duration.ofHours(1), () -> asked.incrementAndGet() == 3))
                .isTrue();
    }

    @Test
    void timeIsOverWhenNothingMoves() {
        assertThat(Polling.whileProgressing(SHORT, () -> "still", () -> false)).isFalse();
    }

    @Test
    void timeStartsAnewWithEachChange() {
        AtomicInteger looks = new AtomicInteger();
        long end = System.nanoTime() + SHORT.multipliedBy(4).toNanos();

        assertThat(Polling.whileProgressing(SHORT, looks::incrementAndGet, () -> System.nanoTime() > end))
                .as("it ends after four times its time")
                .isTrue();
    }

    @Test
    void whatMovesForEverEndsToo() {
        AtomicInteger looks = new AtomicInteger();

        assertThat(Polling.whileProgressing(Duration.ofMillis(120), looks::incrementAndGet, () -> false))
                .isFalse();
    }

    @Test
    void pausesAreASmallPartOfTheWait() {
        assertThat(Polling.pauseAfter(0)).isEqualTo(MILLISECONDS.toNanos(100));
        assertThat(Polling.pauseAfter(SECONDS.toNanos(10))).isEqualTo(MILLISECONDS.toNanos(500));
        assertThat(Polling.pauseAfter(MINUTES.toNanos(10))).isEqualTo(SECONDS.toNanos(1));
    }
}
