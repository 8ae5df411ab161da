package io.isotherm.job.latest;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.MemoryUsage;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeapRoomTest {
    private static final long MIB = 1 << 20;
    private static final long NOW = 1_000_000;

    private long usedMib = 799;
    private final HeapRoom room =
            new HeapRoom(() -> Optional.of(new MemoryUsage(0, usedMib * MIB, 1000 * MIB, 1000 * MIB)));

    @Test
    void isSilentWhileThereIsRoom() {
        assertThat(room.warning(MIB, NOW)).isEmpty();
    }

    @Test
    void namesSizesAndRemedies() {
        usedMib = 800;

        assertThat(room.warning(600 * MIB, NOW)).hasValueSatisfying(text -> assertThat(text)
                .contains("800 of", "1000 MiB", "600 of", "FLINK_TASKMANAGER_MEMORY"));
    }

    @Test
    void repeatsItselfOnlyAfterAWhile() {
        usedMib = 900;
        long again = NOW + HeapRoom.BETWEEN_WARNINGS.toMillis();

        assertThat(room.warning(MIB, NOW)).isPresent();
        assertThat(room.warning(MIB, again - 1)).isEmpty();
        assertThat(room.warning(MIB, again)).isPresent();
    }

    @Test
    void readsTheOldGenerationOfThisProcess() {
        System.gc();

        assertThat(HeapRoom.ofThisProcess().warning(MIB, NOW)).isEmpty();
        assertThat(HeapRoom.oldGeneration())
                .hasValueSatisfying(usage -> assertThat(usage.getUsed()).isPositive());
    }
}
