package io.isotherm.connect;

import java.util.HashSet;
import java.util.Set;

/**
 * The snapshot in which rows of a table were read, as {@code pg_current_snapshot()} describes it.
 *
 * @param end of the write-ahead log after it was taken: a change from there on is not in it
 * @param xmin every transaction before this one had ended
 * @param xmax no transaction from this one on is seen
 * @param open transactions in between that had not ended
 */
record ReadMoment(long end, long xmin, long xmax, Set<Long> open) {
    private static final String PARTS = ":";
    private static final String TRANSACTIONS = "\\+";

    /** @param text the four parts, with {@code +} between transactions */
    static ReadMoment parse(String text) {
        String[] parts = text.split(PARTS, -1);
        Set<Long> open = new HashSet<>();
        for (String transaction : parts[3].split(TRANSACTIONS)) {
            if (!transaction.isEmpty()) {
                open.add(Long.parseLong(transaction));
            }
        }
        return new ReadMoment(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]), open);
    }

    /**
     * @param position of a change in the log
     * @param transaction that has made it, without its epoch
     */
    boolean hasSeen(long position, long transaction) {
        if (position >= end) {
            return false;
        }
        // of two transactions that share the log's end none is further away than half of all numbers
        long whole = xmax - (int) (xmax - transaction);
        return whole < xmin || whole < xmax && !open.contains(whole);
    }
}
