package io.isotherm.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.source.SnapshotState;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StandingReadTest {
    private static final SnapshotState FIRST_CHUNK = reading("chunk 1");
    private static final SnapshotState SECOND_CHUNK = reading("chunk 2");

    @Test
    void aReadThatDoesNotMoveIsRestartedOnceAtEachPosition() {
        StandingRead standing = new StandingRead(Duration.ZERO);

        assertThat(standing.isToBeRestarted(FIRST_CHUNK)).isFalse();
        assertThat(standing.isToBeRestarted(FIRST_CHUNK)).isTrue();
        assertThat(standing.isToBeRestarted(FIRST_CHUNK)).isFalse();
        assertThat(standing.isToBeRestarted(SECOND_CHUNK)).isFalse();
        assertThat(standing.isToBeRestarted(SECOND_CHUNK)).isTrue();
    }

    @Test
    void nothingToReadNeedsNoRestart() {
        StandingRead standing = new StandingRead(Duration.ZERO);

        assertThat(standing.isToBeRestarted(SnapshotState.NOTHING)).isFalse();
        assertThat(standing.isToBeRestarted(SnapshotState.NOTHING)).isFalse();
    }

    @Test
    void aReadIsGivenItsTime() {
        StandingRead standing = new StandingRead(Duration.ofHours(1));

        assertThat(standing.isToBeRestarted(FIRST_CHUNK)).isFalse();
        assertThat(standing.isToBeRestarted(FIRST_CHUNK)).isFalse();
    }

    private static SnapshotState reading(String position) {
        return new SnapshotState(false, Set.of("public.coupons"), position);
    }
}
