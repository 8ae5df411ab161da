package io.isotherm.connect;

import java.util.Arrays;

/**
 * Which transactions a query sees: PostgreSQL's {@code xmin:xmax:xip_list}, as {@code txid_current_snapshot()} prints
 * it.
 *
 * @param oldestRunning all transactions below are over
 * @param next no transaction from here on was over
 * @param running those in between that were not over
 * @see <a href="https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-PG-SNAPSHOT">transaction ids</a>
 */
record SourceSnapshot(long oldestRunning, long next, long... running) {

    static SourceSnapshot parse(String text) {
        String[] parts = text.split(":", -1);
        long[] running = parts[2].isEmpty()
                ? new long[0]
                : Arrays.stream(parts[2].split(",")).mapToLong(Long::parseLong).toArray();
        return new SourceSnapshot(Long.parseLong(parts[0]), Long.parseLong(parts[1]), running);
    }

    /**
     * Whether a transaction that is known to have committed is visible.
     *
     * @param txId the lower 32 bits count: change events carry no more, while snapshots count on after they wrap
     */
    boolean sees(long txId) {
        long full = next + (int) (txId - next);
        return full < oldestRunning || full < next && Arrays.stream(running).noneMatch(id -> id == full);
    }
}
