package io.isotherm.cli.sync;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.source.SourceServer;
import io.isotherm.job.decode.CopyRows;
import io.isotherm.job.decode.MalformedChangeException;
import io.isotherm.job.model.RowBuffer;
import io.isotherm.job.table.TableId;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Copies the rows of one plan, several parts at once, each part as a stream: what is in memory does not grow with the
 * table. All connections see the same moment.
 */
final class RowCopy {
    /** Bytes and rows of one insert; twice the bytes is what a thread keeps. */
    private static final int INSERT_BYTES = 16 << 20;

    private static final int INSERT_ROWS = 250_000;
    private static final int THREADS = 2;

    /** Where rows go. */
    @FunctionalInterface
    interface Sink {
        void insert(RowBuffer rows) throws InterruptedException;
    }

    /**
     * @param highest of the tracked column; {@link Long#MIN_VALUE} if there was none
     * @param firstRefusal why the first of the refused rows cannot be stored, or null
     */
    record Result(long rows, long highest, long refused, String firstRefusal) {}

    private final SourceServer source;
    private final TableId table;
    private final SourceMoment moment;
    private final CopyRows.Stamp stamp;
    private final SyncProgress progress;
    private final SyncLog log;

    RowCopy(
            SourceServer source,
            TableId table,
            SourceMoment moment,
            CopyRows.Stamp stamp,
            SyncProgress progress,
            SyncLog log) {
        this.source = source;
        this.table = table;
        this.moment = moment;
        this.stamp = stamp;
        this.progress = progress;
        this.log = log;
    }

    /** @param encoder makes one for each thread */
    Result run(ReadPlan plan, Supplier<CopyRows> encoder, Sink sink) throws InterruptedException {
        Queue<ReadPlan.Part> parts = new ConcurrentLinkedQueue<>(plan.parts());
        AtomicBoolean stopped = new AtomicBoolean();
        int threads = Math.min(THREADS, plan.parts().size());
        ExecutorService pool = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "sync");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<Result>> results = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                results.add(pool.submit(() -> copy(plan, parts, new Worker(encoder.get(), sink, stopped))));
            }
            return sum(results);
        } finally {
            stopped.set(true);
            pool.shutdownNow();
        }
    }

    private static Result sum(List<Future<Result>> results) throws InterruptedException {
        Result sum = new Result(0, Long.MIN_VALUE, 0, null);
        for (Future<Result> each : results) {
            try {
                Result result = each.get();
                sum = new Result(
                        sum.rows() + result.rows(),
                        Math.max(sum.highest(), result.highest()),
                        sum.refused() + result.refused(),
                        sum.firstRefusal() == null ? result.firstRefusal() : sum.firstRefusal());
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
            }
        }
        return sum;
    }

    private Result copy(ReadPlan plan, Queue<ReadPlan.Part> parts, Worker worker) throws InterruptedException {
        try (Connection connection = source.open()) {
            moment.enter(connection);
            for (ReadPlan.Part part = parts.poll(); part != null && !worker.stopped.get(); part = parts.poll()) {
                String query = plan.query(part, worker.encoder.selectList());
                log.debug(table + ": " + query);
                worker.copy(connection.unwrap(PGConnection.class), query);
                progress.pagesRead(part.pages());
            }
            worker.flush();
            return worker.result();
        } catch (SQLException | IOException e) {
            throw CliException.failed(
                    "reading " + table + " from Postgres broke off: " + Cause.of(e),
                    "see ./isotherm logs postgres; then run it again: it repeats what was not finished",
                    e);
        } finally {
            if (!worker.isDone) {
                worker.stopped.set(true);
            }
        }
    }

    /** One thread's buffer and counts. */
    private final class Worker {
        private final CopyRows encoder;
        private final Sink sink;
        /** One for all threads of a run, which one that fails sets. */
        private final AtomicBoolean stopped;

        private final RowBuffer buffer = new RowBuffer();
        private long rows;
        private long refused;
        private String firstRefusal;
        private boolean isDone;

        Worker(CopyRows encoder, Sink sink, AtomicBoolean stopped) {
            this.encoder = encoder;
            this.sink = sink;
            this.stopped = stopped;
        }

        void copy(PGConnection connection, String query) throws SQLException, IOException, InterruptedException {
            CopyOut copy = connection.getCopyAPI().copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)");
            boolean isFirst = true;
            for (byte[] message = copy.readFromCopy(); message != null; message = copy.readFromCopy()) {
                int at = isFirst ? CopyRows.headerLength(message) : 0;
                isFirst = false;
                while (CopyRows.hasRow(message, at)) {
                    at = append(message, at);
                }
                if (buffer.length() >= INSERT_BYTES || buffer.rows() >= INSERT_ROWS) {
                    flush();
                }
                if (stopped.get()) {
                    copy.cancelCopy();
                    return;
                }
            }
        }

        private int append(byte[] message, int at) {
            try {
                return encoder.append(message, at, buffer, stamp);
            } catch (MalformedChangeException e) {
                refused++;
                firstRefusal = firstRefusal == null ? e.getMessage() : firstRefusal;
                return encoder.skip(message, at);
            }
        }

        void flush() throws InterruptedException {
            if (buffer.rows() > 0) {
                sink.insert(buffer);
                rows += buffer.rows();
                progress.rowsWritten(buffer.rows());
                buffer.clear();
            }
        }

        Result result() {
            isDone = true;
            return new Result(rows, encoder.highest(), refused, firstRefusal);
        }
    }
}
