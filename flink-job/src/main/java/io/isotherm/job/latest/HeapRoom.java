package io.isotherm.job.latest;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells in time that state on the heap outgrows it: a TaskManager that runs out of memory restores the same state and
 * runs out of it again. Looks at what the old generation still held after its last collection. Belongs to the task
 * thread.
 */
final class HeapRoom {
    static final double FULL = 0.8;
    private static final long MIB = 1 << 20;
    static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(5);

    private final Supplier<Optional<MemoryUsage>> afterCollection;
    private long nextWarningMillis = Long.MIN_VALUE;

    HeapRoom(Supplier<Optional<MemoryUsage>> afterCollection) {
        this.afterCollection = afterCollection;
    }

    static HeapRoom ofThisProcess() {
        return new HeapRoom(HeapRoom::oldGeneration);
    }

    /** @return a warning if the heap is nearly full; empty if there is room, or it was given just before */
    Optional<String> warning(long stateBytes, long nowMillis) {
        if (nowMillis < nextWarningMillis) {
            return Optional.empty();
        }
        return afterCollection
                .get()
                .filter(usage -> usage.getUsed() >= FULL * usage.getMax())
                .map(usage -> {
                    nextWarningMillis = nowMillis + BETWEEN_WARNINGS.toMillis();
                    return message(usage, stateBytes);
                });
    }

    private static String message(MemoryUsage usage, long stateBytes) {
        return "After a garbage collection %d of the heap's %d MiB are in use, %d of them by the state of this subtask. Before it ends with "
                        .formatted(usage.getUsed() / MIB, usage.getMax() / MIB, stateBytes / MIB)
                + "OutOfMemoryError, give the TaskManager more memory (FLINK_TASKMANAGER_MEMORY), or keep the state on disk"
                + " (state.backend.type: rocksdb, which starts without the state that is on the heap)";
    }

    /** Of the pools on the heap only the old generation can have a threshold of its usage. */
    static Optional<MemoryUsage> oldGeneration() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(Objects::nonNull)
                .filter(usage -> usage.getMax() > 0)
                .findFirst();
    }
}
