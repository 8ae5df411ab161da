package io.isotherm.demo.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OperationSequenceTest {
    private static final TreeMap<String, Double> WEIGHTS =
            new TreeMap<>(Map.of("place_order", 6.0, "sign_up", 3.0, "delete_user", 1.0));

    private static List<String> sequence(long seed, int length) {
        OperationSequence sequence = new OperationSequence(WEIGHTS, seed);
        return LongStream.range(0, length)
                .mapToObj(index -> sequence.at(index).operation())
                .toList();
    }

    @Test
    void sameSeedGivesTheSameSequence() {
        assertThat(sequence(7, 1_000)).isEqualTo(sequence(7, 1_000)).isNotEqualTo(sequence(8, 1_000));
    }

    @Test
    void repeatedStepHasTheSameRandomNumbers() {
        OperationSequence sequence = new OperationSequence(WEIGHTS, 7);

        assertThat(sequence.at(41).random().longs(20).toArray())
                .isEqualTo(sequence.at(41).random().longs(20).toArray())
                .isNotEqualTo(sequence.at(42).random().longs(20).toArray());
    }

    @Test
    void operationsComeAsOftenAsTheirWeightSays() {
        Map<String, Long> counts = sequence(1, 100_000).stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(counts.get("place_order")).isCloseTo(60_000L, within(1_000L));
        assertThat(counts.get("sign_up")).isCloseTo(30_000L, within(1_000L));
        assertThat(counts.get("delete_user")).isCloseTo(10_000L, within(1_000L));
    }
}
