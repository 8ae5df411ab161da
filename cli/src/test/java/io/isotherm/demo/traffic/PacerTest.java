package io.isotherm.demo.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacerTest {
    private static final Duration LARGEST_LAG = Duration.ofSeconds(10);

    private long now = -5_000_000_000L;

    private Pacer pacer(double rate) {
        return new Pacer(rate, Duration.ZERO, LARGEST_LAG, () -> now);
    }

    /** Transactions of 0 to 40 changes that each take some time, as the generator makes them. */
    private long changesWithin(Pacer pacer, Duration time, long nanosPerTransaction) {
        SplittableRandom random = new SplittableRandom(1);
        long end = now + time.toNanos();
        long changes = 0;
        while (now < end) {
            long wait = pacer.nanosUntilDue();
            if (wait > 0) {
                // A sleeping thread wakes up late.
                now += wait + random.nextInt(60_000);
                continue;
            }
            long changed = random.nextInt(41);
            now += random.nextLong(2 * nanosPerTransaction);
            pacer.spent(changed);
            changes += changed;
        }
        return changes;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 200, 2_000, 10_000})
    void rateIsHeldOverAnHour(int rate) {
        long changes = changesWithin(pacer(rate), Duration.ofHours(1), 500_000);

        assertThat(changes).isCloseTo(3600L * rate, within(41L + rate / 100));
    }

    /** In each half minute all its changes come at once, and the mean is still the rate. */
    @Test
    void burstsKeepTheRateAndRestInBetween() {
        Duration interval = Duration.ofSeconds(30);
        Pacer pacer = new Pacer(100, interval, LARGEST_LAG, () -> now);
        assertThat(pacer.nanosUntilDue()).isZero();
        pacer.spent(1);
        assertThat(pacer.nanosUntilDue()).isEqualTo(interval.toNanos());

        for (int burst = 1; burst <= 100; burst++) {
            now += pacer.nanosUntilDue();
            long changes = 0;
            while (pacer.nanosUntilDue() == 0) {
                pacer.spent(7);
                changes += 7;
                now += 1_000;
            }
            assertThat(changes).isCloseTo(3_000, within(8L));
        }
        assertThat(pacer.changesGivenUp()).isZero();
    }

    @Test
    void shortDelayIsMadeUpFor() {
        Pacer pacer = pacer(1_000);
        now += Duration.ofSeconds(8).toNanos();

        assertThat(changesWithin(pacer, Duration.ofSeconds(12), 500_000)).isCloseTo(20_000, within(41L));
        assertThat(pacer.changesGivenUp()).isZero();
    }

    @Test
    void delayBeyondTheLimitIsGivenUp() {
        Pacer pacer = pacer(1_000);
        now += Duration.ofSeconds(60).toNanos();

        assertThat(changesWithin(pacer, Duration.ofSeconds(40), 500_000)).isCloseTo(50_000, within(41L));
        assertThat(pacer.changesGivenUp()).isEqualTo(50_000);
    }

    @Test
    void nextChangeIsDueWhenTheLastOnesAreSpent() {
        Pacer pacer = pacer(100);
        assertThat(pacer.nanosUntilDue()).isZero();

        pacer.spent(5);

        assertThat(pacer.nanosUntilDue()).isEqualTo(Duration.ofMillis(50).toNanos());
    }
}
