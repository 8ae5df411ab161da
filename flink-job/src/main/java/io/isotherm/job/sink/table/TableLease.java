package io.isotherm.job.sink.table;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.QuerySettings;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Lets one writer at a time change what the columns of a table are called. ClickHouse refuses a query whose id is that
 * of a running one, so whoever runs the query with the table's id has the table. The query only sleeps. The server ends
 * it when its connection is closed, so a lease never outlives its owner.
 */
public final class TableLease {
    private static final String SLEEP = "SELECT sleepEachRow(0.05) FROM numbers(800000000) -- ";
    private static final long POLL_MILLIS = 5;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Client client;
    private final String table;
    private final String id;
    private final String owner = UUID.randomUUID().toString();
    private final AtomicReference<RuntimeException> ended = new AtomicReference<>();

    public TableLease(Client client, String table) {
        this.client = client;
        this.table = table;
        this.id = "isotherm-columns:" + table;
    }

    /** @throws TableBusyException if another writer has the table */
    public <T> T during(Supplier<T> work) {
        acquire();
        try {
            return work.get();
        } finally {
            client.queryAll("KILL QUERY WHERE query_id = " + Sql.text(id) + " AND position(query, " + Sql.text(owner)
                    + ") > 0 ASYNC");
        }
    }

    private void acquire() {
        long began = System.nanoTime();
        while (true) {
            Thread holder = new Thread(this::hold, id);
            holder.setDaemon(true);
            holder.start();
            while (holder.isAlive()) {
                if (isOurs()) {
                    return;
                }
                pause();
            }
            RuntimeException failure = ended.get();
            if (failure != null
                    && !SinkFailures.classify(failure).is(ClickHouseError.QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING)) {
                throw failure;
            }
            if (System.nanoTime() - began > PATIENCE_NANOS) {
                throw new TableBusyException("another writer changes columns of " + table);
            }
            pause();
        }
    }

    /** Ends when the query does: refused, killed, or with the server. */
    private void hold() {
        QuerySettings settings = new QuerySettings().setQueryId(id);
        // what makes the server watch the connection
        settings.serverSetting("readonly", "2");
        settings.serverSetting("cancel_http_readonly_queries_on_client_close", "1");
        settings.serverSetting("max_block_size", "1");
        try {
            client.query(SLEEP + owner, settings).join().close();
        } catch (CompletionException e) {
            ended.set(e.getCause() instanceof RuntimeException cause ? cause : e);
        } catch (RuntimeException e) {
            ended.set(e);
        } catch (Exception e) {
            ended.set(new IllegalStateException("the lease of " + table + " could not be closed", e));
        }
    }

    private boolean isOurs() {
        return client.queryAll("SELECT count() AS ours FROM system.processes WHERE query_id = " + Sql.text(id)
                                + " AND position(query, " + Sql.text(owner) + ") > 0 AND is_cancelled = 0")
                        .get(0)
                        .getLong("ours")
                > 0;
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while columns of " + table + " were changed", e);
        }
    }
}
