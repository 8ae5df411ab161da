package io.isotherm.cli.connection;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.error.Failure;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Single statements that the administrator sends to ClickHouse, each over a connection of its own. Results that may be
 * large need a client of their own, see {@link Connections#clickhouse}.
 *
 * <p>Whatever fails ends as a {@link CliException} with the problem and remedy of this object.
 */
public final class AdminStatements {
    private static final long TIMEOUT_SECONDS = 300;

    private final Connections connections;
    private final String problem;
    private final String remedy;

    /** @param problem what it means if a statement fails, such as "ClickHouse does not tell its tables" */
    public AdminStatements(Connections connections, String problem, String remedy) {
        this.connections = connections;
        this.problem = problem;
        this.remedy = remedy;
    }

    public List<GenericRecord> query(String sql) {
        return query(sql, Map.of());
    }

    /** @param parameters of {@code {name:Type}} in the query */
    public List<GenericRecord> query(String sql, Map<String, Object> parameters) {
        try (Client client = connections.clickhouse()) {
            return client.queryAll(sql, parameters);
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    public void execute(String statement) {
        execute(statement, Map.of());
    }

    /** @param parameters of {@code {name:Type}} in the statement */
    public void execute(String statement, Map<String, Object> parameters) {
        send(client -> client.query(statement, parameters, new QuerySettings()));
    }

    /** @param rows one object for each row, with a field for each column that does not get its default */
    public void insert(String database, String table, Collection<? extends JsonNode> rows) {
        StringBuilder lines = new StringBuilder();
        rows.forEach(row -> lines.append(row).append('\n'));
        byte[] content = lines.toString().getBytes(StandardCharsets.UTF_8);
        send(client -> client.insert(
                table,
                new ByteArrayInputStream(content),
                ClickHouseFormat.JSONEachRow,
                new InsertSettings().setDatabase(database)));
    }

    private interface Request {
        Future<? extends AutoCloseable> of(Client client);
    }

    private void send(Request request) {
        try (Client client = connections.clickhouse()) {
            request.of(client).get(TIMEOUT_SECONDS, TimeUnit.SECONDS).close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted while ClickHouse worked on a statement", "run this again", e);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    private CliException failed(Exception e) {
        return Failure.cannotRun(problem, remedy, e);
    }
}
