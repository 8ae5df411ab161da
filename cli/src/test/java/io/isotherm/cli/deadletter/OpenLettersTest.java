package io.isotherm.cli.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenLettersTest {
    private static final Map<Integer, Long> NOTHING_SETTLED = Map.of();

    @Test
    void recordThatFailedTwiceCountsOnce() {
        StoredLetter first = letter(0, 10, "RAW");
        StoredLetter again = letter(1, 10, "RAW");

        assertThat(OpenLetters.of(List.of(first, again), NOTHING_SETTLED)).containsExactly(again);
    }

    @Test
    void settledLettersAreNotOpen() {
        StoredLetter settled = letter(0, 10, "RAW");
        StoredLetter open = letter(1, 11, "RAW");

        assertThat(OpenLetters.of(List.of(settled, open), Map.of(0, 1L))).containsExactly(open);
    }

    @Test
    void rawRecordReadAgainAfterItsReplayIsNotOpen() {
        StoredLetter replayed = letter(0, 10, "RAW");
        StoredLetter copy = letter(1, 12, "RAW");
        StoredLetter readAgain = letter(2, 10, "RAW");

        assertThat(OpenLetters.of(List.of(replayed, copy, readAgain), Map.of(0, 1L)))
                .containsExactly(copy);
    }

    @Test
    void rowRefusedAgainAfterItsReplayIsOpen() {
        StoredLetter replayed = letter(0, 10, "ROW_BINARY_WITH_NAMES_AND_TYPES");
        StoredLetter refusedAgain = letter(1, 10, "ROW_BINARY_WITH_NAMES_AND_TYPES");

        assertThat(OpenLetters.of(List.of(replayed, refusedAgain), Map.of(0, 1L)))
                .containsExactly(refusedAgain);
    }

    @Test
    void aTableAndItsHistoryMayRefuseTheSameRow() {
        StoredLetter latest = letter(0, 10, "ROW_BINARY_WITH_NAMES_AND_TYPES", "sink");
        StoredLetter history = letter(1, 10, "ROW_BINARY_WITH_NAMES_AND_TYPES", "history");

        assertThat(OpenLetters.of(List.of(latest, history), Map.of())).containsExactlyInAnyOrder(latest, history);
        assertThat(latest.table()).isEqualTo("ecommerce_orders");
        assertThat(history.table()).isEqualTo("ecommerce_orders_history");
    }

    private static StoredLetter letter(long offset, long sourceOffset, String format) {
        return letter(offset, sourceOffset, format, "decode");
    }

    private static StoredLetter letter(long offset, long sourceOffset, String format, String stage) {
        return new StoredLetter(
                0,
                offset,
                "ecommerce.public.orders",
                0,
                sourceOffset,
                "CORRUPT_RECORD",
                "truncated",
                stage,
                format,
                "2026-01-01T00:00:00Z",
                new byte[0],
                new byte[0]);
    }
}
