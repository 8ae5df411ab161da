package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WholeTransactionsTest {
    /** It stayed in every offset after that, and whoever waited for the read waited for ever. */
    @Test
    void theMarkOfARowThatWasReadBesideTheChangesIsTakenAway() {
        Map<String, Object> back = WholeTransactions.setBack(Map.of(
                "snapshot",
                "INCREMENTAL",
                "snapshot_completed",
                false,
                "last_snapshot_record",
                false,
                "lsn",
                9L,
                "lsn_commit",
                5L,
                "incremental_snapshot_primary_key",
                "7"));

        assertThat(back)
                .doesNotContainKeys("snapshot", "snapshot_completed", "last_snapshot_record")
                .containsEntry("lsn", 5L)
                .containsEntry("incremental_snapshot_primary_key", "7");
    }

    @Test
    void thatOfAFirstSnapshotStaysOnceItIsComplete() {
        Map<String, Object> complete =
                Map.of("snapshot", "INITIAL", "snapshot_completed", true, "last_snapshot_record", true, "lsn", 9L);

        assertThat(WholeTransactions.setBack(complete)).isEqualTo(complete);
    }
}
