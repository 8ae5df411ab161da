package io.isotherm.job.sink;

import io.isotherm.job.config.JobConfig;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.model.RowBlock;
import io.isotherm.job.model.RowBuffer;
import io.isotherm.job.sink.batch.Backoff;
import io.isotherm.job.sink.table.HotTables;
import io.isotherm.job.sink.table.InsertPlan;
import io.isotherm.job.sink.table.SchemaIncompatibleException;
import io.isotherm.job.sink.table.SinkException;
import io.isotherm.job.sink.table.SinkFailures;
import io.isotherm.job.sink.table.SinkFailures.Failure;
import io.isotherm.job.sink.table.SinkFailures.Kind;
import io.isotherm.job.sink.table.TargetTable;
import io.isotherm.job.sink.view.BronzeViews;
import io.isotherm.job.table.RowShape;
import java.math.BigInteger;
import java.util.concurrent.TimeUnit;

/**
 * Loads rows that did not come through Kafka into the tables that the job writes: the same tables, views and inserts.
 * A row that ClickHouse refuses fails the load, for there is no topic of dead letters to put it in. Thread-safe.
 */
public final class HotTableLoad implements AutoCloseable {
    private static final int ATTEMPTS = 8;
    private static final String SYNC = "SYSTEM SYNC FILE CACHE";

    private final ClickHouseServer server;
    private final HotTables tables;
    private final boolean syncs;

    /** @param connections requests at once */
    public HotTableLoad(JobConfig.ClickHouse config, TablesConfig settings, int connections, String logComment) {
        this.server = new ClickHouseServer(config, connections, logComment);
        this.tables = new HotTables(server, settings, config.database(), new BronzeViews(server, config.database()));
        this.syncs = config.sync() == JobConfig.Sync.CHECKPOINT;
    }

    /**
     * Makes the hot table, its cold one and its views, or lets them follow the shape.
     *
     * @throws LoadException if it cannot hold rows of the shape
     */
    public void prepare(RowShape shape) throws InterruptedException {
        withRetries(shape, () -> tables.planFor(TargetTable.latest(shape), BigInteger.ZERO));
    }

    /** The expression by which the hot table is partitioned; empty if it is not. */
    public String partitionKey(RowShape shape) {
        TargetTable table = TargetTable.latest(shape);
        return table.partitionKey(tables.settingsOf(table));
    }

    /** Returns when ClickHouse has acknowledged the rows. */
    public void insert(RowShape shape, RowBuffer rows) throws InterruptedException {
        withRetries(
                shape,
                () -> server.insert(
                        tables.planFor(TargetTable.latest(shape), BigInteger.ZERO), rows.rows(), rows::writeTo));
    }

    /**
     * The same into a table of the hot table's structure.
     *
     * @param copy database and table, quoted
     */
    public void insertInto(String copy, RowShape shape, RowBuffer rows) throws InterruptedException {
        TargetTable table = TargetTable.latest(shape);
        withRetries(shape, () -> server.insert(tables.planInto(copy, table), rows.rows(), rows::writeTo));
    }

    /**
     * Into a table of any structure that has the shape's columns and the trailer's.
     *
     * @param name database and table, quoted
     */
    public void insertAsIs(String name, RowShape shape, RowBuffer rows) throws InterruptedException {
        TargetTable table = TargetTable.latest(shape);
        InsertPlan plan = new InsertPlan(table, name, RowBlock.header(shape));
        withRetries(shape, () -> server.insert(plan, rows.rows(), rows::writeTo));
    }

    /** Makes the table of all changes, and what stands beside it, or lets them follow the shape. */
    public void prepareHistory(RowShape shape) throws InterruptedException {
        withRetries(shape, () -> tables.planFor(TargetTable.history(shape), BigInteger.ZERO));
    }

    /** Brings what was inserted to the disk, unless other replicas have it as well. */
    public void sync(RowShape shape) throws InterruptedException {
        if (syncs) {
            withRetries(shape, () -> server.execute(SYNC));
        }
    }

    private void withRetries(RowShape shape, Runnable work) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                work.run();
                return;
            } catch (SinkException | SchemaIncompatibleException e) {
                throw new LoadException(e.getMessage(), e);
            } catch (RuntimeException e) {
                Failure failure = SinkFailures.classify(e);
                boolean isHopeless = failure.kind() == Kind.FATAL || failure.kind() == Kind.ROW;
                if (isHopeless || attempt == ATTEMPTS) {
                    throw new LoadException(
                            "ClickHouse did not take rows of " + shape.table() + ": " + failure.message(), e);
                }
                if (failure.kind() == Kind.SCHEMA || failure.kind() == Kind.SCHEMA_OR_ROW) {
                    tables.invalidate(TargetTable.latest(shape));
                }
                TimeUnit.MILLISECONDS.sleep(Backoff.millis(failure.kind(), attempt));
            }
        }
    }

    @Override
    public void close() {
        server.close();
    }

    /** A load that cannot go on. The message names the table and the cause, and no value of a row. */
    public static final class LoadException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LoadException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
