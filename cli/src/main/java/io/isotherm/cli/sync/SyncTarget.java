package io.isotherm.cli.sync;

import com.clickhouse.client.api.ClickHouseException;
import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.error.Failure;
import io.isotherm.job.sink.table.ClickHouseError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** Small statements for ClickHouse. Thread-safe. */
final class SyncTarget {

    private final Client client;

    SyncTarget(Client client) {
        this.client = client;
    }

    List<GenericRecord> rows(String sql) {
        try {
            return client.queryAll(sql);
        } catch (ClickHouseException e) {
            throw failed(e);
        }
    }

    long number(String sql) {
        return rows(sql).get(0).getLong(1);
    }

    List<String> texts(String sql) {
        return rows(sql).stream().map(row -> row.getString(1)).toList();
    }

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

    Optional<String> tableUuid(String database, String table) {
        return texts("SELECT toString(uuid) FROM system.tables WHERE database = " + text(database) + " AND name = "
                        + text(table))
                .stream()
                .findFirst();
    }

    boolean exists(String database, String table) {
        return tableUuid(database, table).isPresent();
    }

    /** Columns in their order, with their types. */
    Map<String, String> columns(String database, String table) {
        Map<String, String> columns = new java.util.LinkedHashMap<>();
        rows("SELECT name, type FROM system.columns WHERE database = " + text(database) + " AND table = " + text(table)
                        + " ORDER BY position")
                .forEach(row -> columns.put(row.getString("name"), row.getString("type")));
        return columns;
    }

    static String text(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private static CliException failed(Throwable cause) {
        int code = Failure.clickHouseCode(cause);
        boolean isOld = code == ClickHouseError.UNKNOWN_TABLE.code() || code == ClickHouseError.UNKNOWN_DATABASE.code();
        return Failure.cannotRun(
                "a statement for ClickHouse failed",
                isOld
                        ? "run ./isotherm up once: it makes what the sync keeps in the database ops"
                        : "see ./isotherm status and ./isotherm logs clickhouse",
                cause);
    }
}
