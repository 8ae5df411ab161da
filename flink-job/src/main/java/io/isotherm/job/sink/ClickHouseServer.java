package io.isotherm.job.sink;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ClientFaultCause;
import com.clickhouse.client.api.command.CommandResponse;
import com.clickhouse.client.api.command.CommandSettings;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.data.ClickHouseFormat;
import io.isotherm.job.config.JobConfig;
import io.isotherm.job.sink.batch.Inserter;
import io.isotherm.job.sink.batch.RowRange;
import io.isotherm.job.sink.table.InsertPlan;
import io.isotherm.job.sink.table.SinkException;
import io.isotherm.job.sink.table.SinkFailures;
import io.isotherm.job.sink.table.Sql;
import io.isotherm.job.sink.table.TableCatalog;
import io.isotherm.job.sink.table.TableLease;
import java.io.IOException;
import java.io.OutputStream;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ClickHouse server, over client-v2. Its own retries are off: what is done about an error is decided in one place,
 * {@link SinkFailures}. Thread-safe.
 */
public final class ClickHouseServer implements Inserter, TableCatalog, AutoCloseable {
    /** An insert that gets no answer for this long is sent again. */
    private static final long SOCKET_TIMEOUT_SECONDS = 300;

    private static final long CONNECT_TIMEOUT_SECONDS = 10;
    /** Shorter than any server's, so that no request goes into a connection the server is about to close. */
    private static final long KEEP_ALIVE_SECONDS = 3;

    private final Client client;
    private final String logComment;

    /**
     * @param connections requests at once
     * @param logComment names the job in ClickHouse's query log
     */
    public ClickHouseServer(JobConfig.ClickHouse config, int connections, String logComment) {
        this.logComment = logComment;
        this.client = new Client.Builder()
                .addEndpoint(config.url())
                .setUsername(config.user())
                .setPassword(config.password().reveal())
                .setClientName("isotherm")
                // beside a request there may be that for a lease
                .setMaxConnections(2 * connections)
                .setConnectTimeout(CONNECT_TIMEOUT_SECONDS, ChronoUnit.SECONDS)
                .setSocketTimeout(SOCKET_TIMEOUT_SECONDS, ChronoUnit.SECONDS)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS, ChronoUnit.SECONDS)
                .setMaxRetries(0)
                .retryOnFailures(ClientFaultCause.None)
                .compressClientRequest(config.compress())
                .compressServerResponse(false)
                .serverSetting("wait_end_of_query", "1")
                .build();
    }

    /** Writes rows in RowBinary. */
    @FunctionalInterface
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    @Override
    public void insert(InsertPlan plan, RowRange rows) {
        insert(plan, rows.liveRows(), rows::writeTo);
    }

    /** @param sent rows that the body has */
    public void insert(InsertPlan plan, int sent, Body rows) {
        InsertSettings settings = new InsertSettings()
                .setQueryId(queryIds(plan.table().name()) + UUID.randomUUID())
                .logComment(logComment + ' ' + plan.table().source().topic())
                .serverSetting("async_insert", "0")
                .serverSetting("insert_deduplicate", "0")
                .serverSetting("optimize_on_insert", "0")
                .serverSetting("max_partitions_per_insert_block", "0")
                .serverSetting("input_format_null_as_default", "0");
        CompletableFuture<InsertResponse> response = client.insert(
                plan.target(),
                out -> {
                    out.write(plan.header());
                    rows.writeTo(out);
                },
                ClickHouseFormat.RowBinaryWithNamesAndTypes,
                settings);
        try (InsertResponse done = await(response)) {
            long written = done.getWrittenRows();
            if (written < 0) {
                // a server that is killed sends part of the headers, which HTTP clients take for the whole
                throw new IllegalStateException("ClickHouse's answer does not say how many rows it wrote (query "
                        + done.getQueryId() + "): it was cut off, or something between removes X-ClickHouse-Summary");
            }
            // more is possible: the server counts the rows of materialized views too
            if (written < sent) {
                throw new SinkException("ClickHouse acknowledged " + written + " of " + sent + " rows of "
                        + plan.table().source().topic() + " (query " + done.getQueryId() + ")");
            }
        }
    }

    @Override
    public Map<Name, ExistingTable> read(Collection<Name> names) {
        String databases = isOneOf("database", names.stream().map(Name::database));
        // the server finds tables by name alone; of databases that have more of these names it reads more than was
        // asked for
        Map<Name, ExistingTable> found = readWhere(
                databases + " AND " + isOneOf("name", names.stream().map(Name::table)),
                databases + " AND " + isOneOf("table", names.stream().map(Name::table)));
        found.keySet().retainAll(names);
        return found;
    }

    @Override
    public Map<Name, ExistingTable> readAll(Collection<String> databases) {
        String inDatabases = isOneOf("database", databases.stream());
        return readWhere(inDatabases, inDatabases);
    }

    private static String isOneOf(String column, Stream<String> values) {
        return column + values.distinct().map(Sql::text).collect(Collectors.joining(", ", " IN (", ")"));
    }

    private Map<Name, ExistingTable> readWhere(String whichTables, String whoseColumns) {
        Map<Name, ExistingTable> tables = new HashMap<>();
        for (GenericRecord table :
                client.queryAll("SELECT database, name, engine, sorting_key, partition_key, comment FROM system.tables"
                        + " WHERE " + whichTables)) {
            tables.put(
                    new Name(table.getString("database"), table.getString("name")),
                    new ExistingTable(
                            table.getString("engine"),
                            table.getString("sorting_key"),
                            table.getString("partition_key"),
                            table.getString("comment"),
                            new ArrayList<>()));
        }
        if (tables.isEmpty()) {
            return tables;
        }
        for (GenericRecord column :
                client.queryAll("SELECT database, table, name, type, is_in_sorting_key OR is_in_partition_key AS key,"
                        + " default_kind, default_expression, comment FROM system.columns WHERE " + whoseColumns
                        + " ORDER BY database, table, position")) {
            ExistingTable table = tables.get(new Name(column.getString("database"), column.getString("table")));
            // it may have been made between the two queries
            if (table != null) {
                table.columns()
                        .add(new ExistingColumn(
                                column.getString("name"),
                                column.getString("type"),
                                column.getInteger("key") != 0,
                                column.getString("default_kind"),
                                column.getString("default_expression"),
                                column.getString("comment")));
            }
        }
        return tables;
    }

    private static String queryIds(String table) {
        return "isotherm-" + table + '-';
    }

    @Override
    public Set<String> inserting(String table) {
        return client
                .queryAll("SELECT query_id FROM system.processes WHERE startsWith(query_id, "
                        + Sql.text(queryIds(table)) + ')')
                .stream()
                .map(query -> query.getString("query_id"))
                .collect(Collectors.toSet());
    }

    @Override
    public <T> T alone(Name name, Supplier<T> work) {
        return mayRename(name) ? new TableLease(client, name.table()).during(work) : work.get();
    }

    @Override
    public boolean mayRename(Name name) {
        return isGranted("ALTER RENAME COLUMN ON " + Sql.table(name.database(), name.table()))
                && isGranted("SELECT ON system.processes");
    }

    private boolean isGranted(String right) {
        return client.queryAll("CHECK GRANT " + right).get(0).getInteger("result") != 0;
    }

    @Override
    public void execute(String ddl) {
        CommandSettings settings = new CommandSettings();
        settings.logComment(logComment);
        CommandResponse response = await(client.execute(ddl, settings));
        try {
            response.close();
        } catch (Exception e) {
            throw unchecked(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private static <T> T await(CompletableFuture<T> response) {
        try {
            return response.join();
        } catch (CompletionException e) {
            throw unchecked(e.getCause() instanceof Exception cause ? cause : e);
        }
    }

    private static RuntimeException unchecked(Exception e) {
        return e instanceof RuntimeException runtime
                ? runtime
                : new IllegalStateException("request to ClickHouse failed", e);
    }
}
