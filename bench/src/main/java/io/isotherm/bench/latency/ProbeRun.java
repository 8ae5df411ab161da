package io.isotherm.bench.latency;

/**
 * The moments of numbered changes: one thread commits them, another sees them. All times are {@link System#nanoTime()}
 * of this process.
 */
final class ProbeRun {
    private static final long NEVER = 0;

    private final long first;
    private final long[] committed;
    private final long[] visible;
    private volatile int committedCount;
    private volatile long startMillis;
    private volatile boolean writing = true;
    private int firstOpen;

    ProbeRun(long first, int changes) {
        this.first = first;
        this.committed = new long[changes];
        this.visible = new long[changes];
    }

    long first() {
        return first;
    }

    int changes() {
        return committed.length;
    }

    /** By the committing thread, right after COMMIT has returned. */
    void committed(int count, long moment) {
        if (committedCount == 0) {
            startMillis = System.currentTimeMillis();
        }
        for (int i = committedCount; i < committedCount + count; i++) {
            committed[i] = moment;
        }
        committedCount += count;
    }

    void writingEnded() {
        writing = false;
    }

    /** A row as the target shows it, by the looking thread. */
    void seen(long id, long n, long moment) {
        see(id, moment);
        if (n == id + ProbeTable.UPDATES_AFTER) {
            see(n, moment);
        }
    }

    private void see(long number, long moment) {
        long index = number - first;
        if (index >= 0 && index < visible.length && visible[(int) index] == NEVER) {
            visible[(int) index] = moment;
        }
    }

    /** The first change that was not seen yet; by the looking thread. */
    long firstOpen() {
        while (firstOpen < visible.length && visible[firstOpen] != NEVER) {
            firstOpen++;
        }
        return first + firstOpen;
    }

    /** Whether everything that was committed has been seen, and nothing more will be; by the looking thread. */
    boolean isComplete() {
        return !writing && firstOpen() - first >= committedCount;
    }

    int committedCount() {
        return committedCount;
    }

    /** Milliseconds from commit to visible of every change that became visible. */
    double[] latencies() {
        double[] latencies = new double[committedCount];
        int count = 0;
        for (int i = 0; i < committedCount; i++) {
            if (visible[i] != NEVER) {
                latencies[count++] = (visible[i] - committed[i]) / 1e6;
            }
        }
        double[] sorted = java.util.Arrays.copyOf(latencies, count);
        java.util.Arrays.sort(sorted);
        return sorted;
    }

    /** Wall clock of the first commit. */
    long startMillis() {
        return startMillis;
    }

    /** The longest latency, in milliseconds, of the changes of each second since the first commit. */
    double[] slowestPerSecond() {
        double[] slowest = new double[(int) seconds() + 1];
        for (int i = 0; i < committedCount; i++) {
            int second = (int) ((committed[i] - committed[0]) / 1_000_000_000L);
            slowest[second] = Math.max(slowest[second], (visible[i] - committed[i]) / 1e6);
        }
        return slowest;
    }

    /** Seconds between the first and the last commit. */
    double seconds() {
        return (committed[committedCount - 1] - committed[0]) / 1e9;
    }
}
