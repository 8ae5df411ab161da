package io.isotherm.cli.load;

import io.isotherm.cli.source.SnapshotState;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Notices that the read of added tables stands still. It does when Debezium has given up a table: the error has ended
 * the transaction that it reads in, so it never learns where the next chunk begins, and the tables behind wait for
 * ever. A restart of the connector goes on with them. Not thread-safe.
 */
final class StandingRead {
    private final long patienceNanos;
    private final Set<String> restarted = new HashSet<>();

    private String position = "";
    private long since = System.nanoTime();

    StandingRead(Duration patience) {
        this.patienceNanos = patience.toNanos();
    }

    /** Whether a restart is due; true once for each position, because a chunk of a large table may take long. */
    boolean isToBeRestarted(SnapshotState reading) {
        if (reading.tables().isEmpty() || !reading.position().equals(position)) {
            position = reading.position();
            since = System.nanoTime();
            return false;
        }
        return System.nanoTime() - since >= patienceNanos && restarted.add(position);
    }
}
