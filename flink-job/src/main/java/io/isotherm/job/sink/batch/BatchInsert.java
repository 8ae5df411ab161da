package io.isotherm.job.sink.batch;

import io.isotherm.job.deadletter.DeadLetterQueue;
import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.model.RowBlock;
import io.isotherm.job.sink.table.InsertPlan;
import io.isotherm.job.sink.table.InsertPlans;
import io.isotherm.job.sink.table.SchemaIncompatibleException;
import io.isotherm.job.sink.table.SinkException;
import io.isotherm.job.sink.table.SinkFailures;
import io.isotherm.job.sink.table.SinkFailures.Failure;
import io.isotherm.job.sink.table.SinkFailures.Kind;
import io.isotherm.job.sink.table.TargetTable;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one buffer into ClickHouse, however long it takes: waits while the server is away or overloaded, looks the
 * table up again when its schema has moved, and halves the batch to find rows that are refused, which become dead
 * letters. Every row ends up acknowledged or as a dead letter, or this throws.
 *
 * <p>Runs on an insert thread.
 */
public final class BatchInsert implements Callable<BatchInsert.Outcome> {
    private static final Logger LOG = LoggerFactory.getLogger(BatchInsert.class);
    private static final int UNKNOWN_ATTEMPTS = 8;
    private static final int SCHEMA_ATTEMPTS = 5;
    private static final int MEMORY_ATTEMPTS = 4;

    /** Where the rows went, and how long it took. */
    public record Outcome(long written, long deadLettered, long bytes, long nanos) {}

    /** Waits between attempts. */
    @FunctionalInterface
    public interface Pause {
        void await(long millis) throws InterruptedException;
    }

    /** What batches of one writer share. */
    public record Services(
            InsertPlans plans, Inserter inserter, DeadLetterQueue deadLetters, RetryListener listener, Pause pause) {}

    private final Services services;
    private final RowRange rows;
    private final TargetTable table;
    private long written;
    private long deadLettered;
    /** Whether the table was looked up again because of this batch. */
    private boolean refreshed;

    public BatchInsert(Services services, RowRange rows) {
        this.services = services;
        this.rows = rows;
        this.table = rows.buffer().table();
    }

    @Override
    public Outcome call() throws InterruptedException {
        long start = System.nanoTime();
        send(rows);
        return new Outcome(written, deadLettered, rows.buffer().bytes(), System.nanoTime() - start);
    }

    private void send(RowRange range) throws InterruptedException {
        int live = range.liveRows();
        if (live == 0) {
            return;
        }
        for (int attempt = 1; ; attempt++) {
            Failure failure;
            InsertPlan plan = null;
            try {
                plan = services.plans().planFor(table, rows.buffer().newestVersion());
                services.inserter().insert(plan, range);
                written += live;
                if (attempt > 1) {
                    services.listener().recovered(table, attempt);
                }
                return;
            } catch (SinkException e) {
                throw e;
            } catch (SchemaIncompatibleException e) {
                deadLetter(range, DeadLetter.Reason.SCHEMA_INCOMPATIBLE, e.getMessage());
                return;
            } catch (RuntimeException e) {
                failure = SinkFailures.classify(e);
                if (isOutdated(plan, failure)) {
                    services.plans().invalidate(table);
                    refreshed = true;
                    continue;
                }
                if (!isToBeRetried(failure, attempt, live)) {
                    giveUp(range, plan, failure);
                    return;
                }
            }
            pause(failure, attempt);
        }
    }

    /** Whether another writer may have made the table again since, in a form that takes the row. */
    private boolean isOutdated(InsertPlan plan, Failure failure) {
        return failure.kind() == Kind.ROW && plan != null && !plan.narrowing().isEmpty() && !refreshed;
    }

    private boolean isToBeRetried(Failure failure, int attempt, int live) {
        return switch (failure.kind()) {
            case NETWORK, OVERLOAD -> true;
            case MEMORY -> live == 1 || attempt < MEMORY_ATTEMPTS;
            case SCHEMA -> attempt < SCHEMA_ATTEMPTS;
            case SCHEMA_OR_ROW -> !refreshed;
            case UNKNOWN -> attempt < UNKNOWN_ATTEMPTS;
            case ROW, FATAL -> false;
        };
    }

    /** @param plan null if the failure was to make one */
    private void giveUp(RowRange range, InsertPlan plan, Failure failure) throws InterruptedException {
        boolean oneRowIsRefused = failure.kind() == Kind.ROW || failure.kind() == Kind.SCHEMA_OR_ROW;
        if (oneRowIsRefused && range.liveRows() == 1) {
            String refusal = plan == null ? failure.message() : plan.explained(failure.message());
            deadLetter(range, DeadLetter.Reason.REJECTED_BY_CLICKHOUSE, refusal);
            if (plan != null) {
                services.plans().refused(plan);
            }
        } else if (oneRowIsRefused || failure.kind() == Kind.MEMORY) {
            send(range.firstHalf());
            send(range.secondHalf());
        } else {
            throw new SinkException("cannot write to " + table.name() + " (" + table.source() + "): "
                    + failure.message() + remedy(failure));
        }
    }

    private static String remedy(Failure failure) {
        if (failure.kind() == Kind.UNKNOWN) {
            return "; the job goes on from its last checkpoint when it is restarted";
        }
        return failure.remedy().isEmpty() ? "" : "; " + failure.remedy();
    }

    private void pause(Failure failure, int attempt) throws InterruptedException {
        services.listener().retrying(table, failure, attempt);
        if (failure.kind() == Kind.SCHEMA || failure.kind() == Kind.SCHEMA_OR_ROW) {
            services.plans().invalidate(table);
            refreshed = true;
            if (attempt == 1) {
                return;
            }
        }
        services.pause().await(Backoff.millis(failure.kind(), attempt));
    }

    private void deadLetter(RowRange range, DeadLetter.Reason reason, String detail) {
        TableBuffer buffer = range.buffer();
        LOG.warn("{} rows of {} go to the dead letters: {}", range.liveRows(), table, detail);
        for (int row = range.from(); row < range.to(); row++) {
            if (buffer.isLive(row)) {
                services.deadLetters()
                        .send(new DeadLetter(
                                table.source().topic(),
                                buffer.kafkaPartition(row),
                                buffer.kafkaOffset(row),
                                reason,
                                detail,
                                table.stage(),
                                DeadLetter.Format.ROW_BINARY_WITH_NAMES_AND_TYPES,
                                buffer.key(row),
                                RowBlock.of(table.shape(), buffer.data(), buffer.rowStart(row), buffer.rowLength(row)),
                                System.currentTimeMillis()));
                deadLettered++;
            }
        }
    }
}
