package io.isotherm.cli.verify;

import com.clickhouse.client.api.ClickHouseException;
import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ConnectionInitiationException;
import com.clickhouse.client.api.DataTransferException;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.error.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Queries ClickHouse with the settings on which comparisons depend. Results are read as texts, row by row. */
final class TargetDatabase {
    private static final String COLUMNS = """
            SELECT name, type FROM system.columns
            WHERE database = {database:String} AND table = {table:String} ORDER BY position""";

    private static final ObjectReader ROWS = new ObjectMapper().readerFor(new TypeReference<List<String>>() {});

    private final Client client;

    TargetDatabase(Client client) {
        this.client = client;
    }

    /** Columns by name; empty if the table does not exist. */
    Map<String, TargetColumn> columns(String database, String table) {
        Map<String, TargetColumn> columns = new LinkedHashMap<>();
        for (List<String> row : all(COLUMNS, Map.of("database", database, "table", table))) {
            columns.put(row.get(0), new TargetColumn(row.get(0), row.get(1)));
        }
        return columns;
    }

    List<List<String>> all(String sql, Map<String, Object> parameters) {
        return query(sql, parameters, Rows::all);
    }

    /** Runs a statement that returns nothing. */
    void execute(String sql) {
        try {
            client.execute(sql).get().close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.cannotRun("interrupted while writing to ClickHouse", "run it again", e);
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        } catch (Exception e) {
            throw failed(e);
        }
    }

    /** @throws CliException if the query fails, also in the middle of its result */
    <T> T query(String sql, Map<String, Object> parameters, Rows.Reader<T> reader) {
        QueryResponse response = send(sql, parameters);
        try (InputStream content = response.getInputStream();
                JsonParser parser = ROWS.createParser(content)) {
            return reader.read(() -> next(parser));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * The server drops connections that are idle for ten seconds, and the client may only notice when it sends: reading
     * Postgres in between takes longer. Nothing is changed by these queries, so a second attempt is harmless.
     */
    private QueryResponse send(String sql, Map<String, Object> parameters) {
        try {
            return response(sql, parameters);
        } catch (DataTransferException | ConnectionInitiationException e) {
            try {
                return response(sql, parameters);
            } catch (ClickHouseException again) {
                throw failed(again);
            }
        } catch (ClickHouseException e) {
            throw failed(e);
        }
    }

    private QueryResponse response(String sql, Map<String, Object> parameters) {
        try {
            return client.query(sql, parameters, settings()).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ClickHouseException known ? known : failed(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.cannotRun("interrupted while reading from ClickHouse", "run it again", e);
        }
    }

    private static List<String> next(JsonParser parser) {
        try {
            return parser.nextToken() == null ? null : ROWS.readValue(parser);
        } catch (IOException e) {
            throw CliException.cannotRun(
                    "ClickHouse's result broke off: " + Cause.of(e), "see ./isotherm logs clickhouse", e);
        }
    }

    private static CliException failed(Throwable cause) {
        return Failure.cannotRun(
                "a query of ClickHouse failed", "see ./isotherm status and ./isotherm logs clickhouse", cause);
    }

    /**
     * FINAL is taken within each partition, as merges are: a key that lives in two partitions is two rows, which is
     * what a reader without FINAL across partitions, an archive run and a count of parts see.
     */
    private static QuerySettings settings() {
        return new QuerySettings()
                .setFormat(ClickHouseFormat.JSONCompactStringsEachRow)
                .serverSetting("do_not_merge_across_partitions_select_final", "1")
                .serverSetting("session_timezone", "UTC")
                .serverSetting("date_time_output_format", "simple")
                .serverSetting("bool_true_representation", "true")
                .serverSetting("bool_false_representation", "false")
                .serverSetting("enable_time_time64_type", "1");
    }
}
