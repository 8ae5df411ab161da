package io.isotherm.cli.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.source.StoredTables.Newest;
import org.junit.jupiter.api.Test;

class StoredTablesTest {
    @Test
    void changesBehindTheEndOfTheLogAreNewer() {
        assertThat(new Newest(0, 999).problem(0, 1000)).isEmpty();
        assertThat(new Newest(0, 0).problem(0, 1000)).isEmpty();
    }

    /** A sync that was asked for a new epoch gives its rows that, and the connector does not know of it. */
    @Test
    void noChangeOfAnEarlierEpochIsNewer() {
        assertThat(new Newest(2, 5).problem(1, 1000))
                .hasValueSatisfying(problem -> assertThat(problem).contains("rows of epoch 2", "changes have epoch 1"));
    }

    @Test
    void allChangesOfALaterEpochAreNewer() {
        assertThat(new Newest(1, 5000).problem(2, 1000)).isEmpty();
    }

    @Test
    void aLogThatHasBegunAnewIsBehind() {
        assertThat(new Newest(0, 0x1_0000_2000L).problem(0, 0x1000)).hasValueSatisfying(problem -> assertThat(problem)
                .contains("position 1/2000", "the source is at 0/1000"));
    }
}
