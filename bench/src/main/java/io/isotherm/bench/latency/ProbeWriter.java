package io.isotherm.bench.latency;

import io.isotherm.bench.stack.Pause;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Commits changes at a steady rate: one by one when slow, in transactions of equal size when fast. */
final class ProbeWriter {
    private static final int TRANSACTIONS_PER_SECOND = 200;

    private final Connection connection;
    private final int rate;

    ProbeWriter(Connection connection, int rate) {
        this.connection = connection;
        this.rate = rate;
    }

    int changesPerTransaction() {
        return Math.max(1, rate / TRANSACTIONS_PER_SECOND);
    }

    /** Falls behind rather than skip anything: the rate that was reached is in the result. */
    void write(ProbeRun run) throws SQLException {
        int size = changesPerTransaction();
        long interval = 1_000_000_000L * size / rate;
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            long next = System.nanoTime();
            for (int done = 0; done + size <= run.changes(); done += size) {
                Pause.untilNanos(next);
                ProbeTable.change(statement, run.first() + done, run.first() + done + size - 1);
                connection.commit();
                run.committed(size, System.nanoTime());
                next += interval;
            }
        } finally {
            run.writingEnded();
            connection.setAutoCommit(true);
        }
    }
}
