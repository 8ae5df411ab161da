package io.isotherm.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BucketsTest {
    private static RowSums sums(long rows, long upper) {
        return new RowSums(rows, BigInteger.valueOf(upper), BigInteger.ZERO);
    }

    @Test
    void namesBucketsThatDifferOrExistOnOneSideOnly() {
        assertThat(Buckets.differing(
                        Map.of(1, sums(1, 5), 2, sums(1, 6), 3, sums(1, 7)),
                        Map.of(1, sums(1, 5), 2, sums(1, -6), 4095, sums(1, 7))))
                .containsExactly(2, 3, 4095);
    }
}
