package io.isotherm.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatisticsTest {
    @Test
    void takesTheMiddleOfAnOddAndTheMeanOfAnEvenNumber() {
        assertThat(Statistics.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5);
        assertThat(Statistics.median(List.of(9.0, 1.0, 5.0, 6.0))).isEqualTo(5.5);
    }

    @Test
    void takesTheMiddleOfThePairsRatios() {
        assertThat(Statistics.medianRatio(List.of(2.0, 30.0, 8.0), List.of(1.0, 3.0, 2.0)))
                .isEqualTo(4);
        assertThatThrownBy(() -> Statistics.medianRatio(List.of(1.0), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"0.5, 50", "0.95, 95", "0.99, 99", "1, 100", "0.001, 1"})
    void takesTheNearestRank(double share, double expected) {
        double[] hundred = IntStream.rangeClosed(1, 100).asDoubleStream().toArray();
        assertThat(Statistics.percentile(hundred, share)).isEqualTo(expected);
    }

    @Test
    void hasNoAnswerForNothing() {
        assertThatThrownBy(() -> Statistics.percentile(new double[0], 0.5))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Statistics.median(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
