package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SourceSnapshotTest {
    private static final long WRAPPED = 5L << 32;

    @Test
    void seesWhatWasOverWhenItWasTaken() {
        SourceSnapshot snapshot = SourceSnapshot.parse("100:104:100,102");

        assertThat(new boolean[] {
                    snapshot.sees(99), snapshot.sees(100), snapshot.sees(101), snapshot.sees(102), snapshot.sees(103)
                })
                .containsExactly(true, false, true, false, true);
        assertThat(snapshot.sees(104)).as("began later").isFalse();
        assertThat(snapshot.sees(3_000)).isFalse();
    }

    @Test
    void seesEverythingOldWhileNothingRuns() {
        SourceSnapshot snapshot = SourceSnapshot.parse("751:751:");

        assertThat(snapshot.sees(750)).isTrue();
        assertThat(snapshot.sees(751)).isFalse();
    }

    @Test
    void idsOfEventsHaveWrapped() {
        SourceSnapshot snapshot = SourceSnapshot.parse((WRAPPED + 10) + ":" + (WRAPPED + 12) + ":" + (WRAPPED + 10));

        assertThat(snapshot.sees(9)).isTrue();
        assertThat(snapshot.sees(10)).isFalse();
        assertThat(snapshot.sees(11)).isTrue();
        assertThat(snapshot.sees(12)).isFalse();
        assertThat(snapshot.sees(0xffff_fff0L))
                .as("from before the ids wrapped")
                .isTrue();
        assertThat(snapshot.sees(WRAPPED + 10)).isFalse();
    }
}
