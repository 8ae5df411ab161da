package io.isotherm.cli.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.stack.Finding;
import io.isotherm.cli.stack.Finding.Level;
import org.junit.jupiter.api.Test;

class HeldBackWalTest {
    private static final long MEGABYTE = 1_000_000;
    private static final long LIMIT = 8_590 * MEGABYTE;

    @Test
    void aConnectorThatKeepsUpIsWell() {
        Finding finding = SourceChecks.slot(heldBack("reserved", 40, LIMIT));

        assertThat(finding.level()).isEqualTo(Level.OK);
        assertThat(finding.detail())
                .isEqualTo("reserved, active, 40 MB of write-ahead log held back;"
                        + " 2.4 hours until it is lost if no more is confirmed");
    }

    @Test
    void whatGrowsIsNotWell() {
        Finding finding = SourceChecks.slot(heldBack("reserved", 686, LIMIT - 686 * MEGABYTE));

        assertThat(finding.level()).isEqualTo(Level.WARN);
        assertThat(finding.detail()).contains("686 MB", "2.2 hours");
        assertThat(finding.remedy()).contains("pg_stat_activity");
    }

    @Test
    void aSlotThatIsAboutToBeLostIsAFailure() {
        assertThat(SourceChecks.slot(heldBack("extended", 5_000, 3_590 * MEGABYTE))
                        .level())
                .isEqualTo(Level.FAIL);
        assertThat(SourceChecks.slot(heldBack("lost", 9_000, null)).level()).isEqualTo(Level.FAIL);
    }

    @Test
    void onlyWhatIsMuchAndSoonAtItsLimitIsNearItsLoss() {
        assertThat(heldBack("reserved", 686, LIMIT - 686 * MEGABYTE).isNearLoss())
                .isFalse();
        assertThat(heldBack("reserved", 3, 100 * MEGABYTE).isNearLoss())
                .as("little held back")
                .isFalse();
        assertThat(heldBack("reserved", 5_000, null).isNearLoss())
                .as("no limit")
                .isFalse();
        assertThat(heldBack("extended", 5_000, 3_590 * MEGABYTE).isNearLoss()).isTrue();
        assertThat(heldBack("lost", 9_000, null).isNearLoss()).isTrue();
    }

    @Test
    void withoutALimitNothingIsLost() {
        HeldBackWal wal = heldBack("reserved", 5_000, null);

        assertThat(wal.hoursLeft()).isInfinite();
        assertThat(wal.asMetrics()).isEqualTo("""
                        isotherm_slot_held_back_bytes{slot="isotherm_shop"} 5000000000
                        isotherm_slot_hours_left{slot="isotherm_shop"} +Inf
                        isotherm_slot_active{slot="isotherm_shop"} 1""");
    }

    private static HeldBackWal heldBack(String status, long megabytes, Long left) {
        return new HeldBackWal("isotherm_shop", status, true, megabytes * MEGABYTE, left, MEGABYTE);
    }
}
