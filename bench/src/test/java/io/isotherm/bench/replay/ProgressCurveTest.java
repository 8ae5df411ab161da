package io.isotherm.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProgressCurveTest {
    @Test
    void leavesOutASlowStartAndASlowEnd() {
        ProgressCurve curve = new ProgressCurve();
        curve.add(10, 100);
        curve.add(18, 900);
        curve.add(60, 1000);
        // 80 % of the events in 8 s, however slow the rest was; rows may be fewer than events
        assertThat(curve.middleRate(10_000)).isEqualTo(1000, within(1e-9));
    }

    @Test
    void goesInStraightLinesBetweenLooks() {
        ProgressCurve curve = new ProgressCurve();
        curve.add(0, 0);
        curve.add(10, 1000);
        assertThat(curve.middleRate(1000)).isEqualTo(100, within(1e-9));
    }

    @Test
    void saysNothingWhenAllCameAtOnce() {
        ProgressCurve curve = new ProgressCurve();
        curve.add(0, 0);
        assertThat(curve.middleRate(1000)).isZero();
    }
}
