package io.isotherm.job.sink.batch;

import io.isotherm.job.sink.table.SinkException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs inserts beside the task thread, a bounded number at once, and brings their results back to it through the
 * mailbox. The first failure is kept: from then on every call of {@link #rethrow} throws, so that no checkpoint
 * completes over it.
 *
 * <p>Its methods belong to the task thread.
 */
public final class InsertExecutor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InsertExecutor.class);
    private static final long CLOSE_SECONDS = 5;

    private final int maxInFlight;
    private final MailboxExecutor mailbox;
    private final ExecutorService pool;
    private volatile Throwable failure;
    /** Written by the task thread only, read by metric reporters too. */
    private volatile int inFlight;

    public InsertExecutor(int maxInFlight, MailboxExecutor mailbox, String threadName) {
        this.maxInFlight = maxInFlight;
        this.mailbox = mailbox;
        AtomicInteger number = new AtomicInteger();
        this.pool = Executors.newFixedThreadPool(maxInFlight, work -> {
            Thread thread = new Thread(work, threadName + '-' + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    boolean hasRoom() {
        return inFlight < maxInFlight;
    }

    int inFlight() {
        return inFlight;
    }

    /** @param done takes the result on the task thread; not called after a failure */
    <T> void submit(Callable<T> work, Consumer<T> done) {
        inFlight++;
        pool.execute(() -> {
            try {
                T result = work.call();
                toTaskThread(() -> done.accept(result));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                fail(e);
            } catch (Throwable e) {
                fail(e);
            }
        });
    }

    /** Waits on the task thread until an insert has ended, or a timer has fired. */
    void awaitProgress() throws InterruptedException {
        rethrow();
        mailbox.yield();
        rethrow();
    }

    void rethrow() {
        Throwable first = failure;
        if (first instanceof SinkException known) {
            throw new SinkException(known.getMessage(), known);
        }
        if (first != null) {
            throw new SinkException("an insert into ClickHouse failed: " + first, first);
        }
    }

    private void fail(Throwable e) {
        if (failure == null) {
            failure = e;
        }
        toTaskThread(this::rethrow);
    }

    private void toTaskThread(Runnable action) {
        try {
            mailbox.execute(
                    () -> {
                        inFlight--;
                        action.run();
                    },
                    "insert into ClickHouse ended");
        } catch (RejectedExecutionException e) {
            LOG.info("An insert ended after its task; the rows come again when the job goes on", e);
        }
    }

    /** Gives up the inserts under way: without a completed checkpoint their rows will come again. */
    @Override
    public void close() {
        pool.shutdownNow();
        try {
            if (!pool.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.info("Inserts are still waiting for ClickHouse; they end with their connections");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
