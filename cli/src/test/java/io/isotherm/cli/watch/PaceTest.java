package io.isotherm.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.arrival.Visibility;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Work is a share of the time, and waiting is no work. */
class PaceTest {
    @Test
    void rest() {
        assertThat(new Pace(3).restAfter(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(97));
        assertThat(new Pace(50).restAfter(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(2));
        assertThat(new Pace(Pace.UNLIMITED).restAfter(Duration.ofHours(1))).isZero();
    }

    @Test
    void whatIsWaitedForIsNoWork() {
        Pace pace = new Pace(Pace.UNLIMITED);
        Duration wait = Duration.ofMillis(300);
        Visibility slow = new Visibility() {
            @Override
            public void await(Duration timeout) {
                Pace.rest(timeout);
            }

            @Override
            public Duration usually() {
                return wait;
            }
        };

        pace.work(() -> {
            pace.waiting(slow).await(wait);
            pace.waiting(slow).awaitUsually(() -> false);
            return null;
        });

        assertThat(pace.worked()).isLessThan(wait);
    }
}
