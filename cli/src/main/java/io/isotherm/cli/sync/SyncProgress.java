package io.isotherm.cli.sync;

import java.time.Duration;
import java.util.Locale;

/** Says every few seconds how far a read is, how fast, and how long it will take. Thread-safe. */
final class SyncProgress {
    private static final long EVERY_NANOS = Duration.ofSeconds(5).toNanos();

    private final SyncLog log;
    private final String table;
    private final long pages;
    private final long started = System.nanoTime();
    private long nextReport = started + EVERY_NANOS;
    private long rows;
    private long pagesDone;

    SyncProgress(SyncLog log, String table, long pages) {
        this.log = log;
        this.table = table;
        this.pages = pages;
    }

    synchronized void rowsWritten(long count) {
        rows += count;
        report();
    }

    synchronized void pagesRead(long count) {
        pagesDone += count;
        report();
    }

    private void report() {
        long now = System.nanoTime();
        if (now - nextReport < 0) {
            return;
        }
        nextReport = now + EVERY_NANOS;
        double seconds = (now - started) / 1e9;
        String rest = "";
        if (pagesDone > 0 && pagesDone < pages) {
            rest = String.format(
                    Locale.ROOT,
                    ", %d %%, %.0f s left",
                    100 * pagesDone / pages,
                    seconds * (pages - pagesDone) / pagesDone);
        }
        log.info(String.format(Locale.ROOT, "%s: %,d rows, %,.0f rows/s%s", table, rows, rows / seconds, rest));
    }

    synchronized long rows() {
        return rows;
    }

    synchronized double seconds() {
        return (System.nanoTime() - started) / 1e9;
    }
}
