package io.isotherm.cli.command;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.Service;
import io.isotherm.job.table.TableId;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What {@code initial_run.sh} shows at its end: each table on both sides, and where to look. */
final class RunSummary {
    private final Settings settings;
    private final Connections connections;
    private final PrintWriter out;

    RunSummary(Settings settings, Connections connections, PrintWriter out) {
        this.settings = settings;
        this.connections = connections;
        this.out = out;
    }

    /** Rows of both sides, and how long the last change took. */
    void printTables(List<TableId> tables) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        boolean several = tables.stream().map(TableId::database).distinct().count() > 1;
        try (Client clickhouse = connections.clickhouse()) {
            for (TableId table : tables) {
                List<GenericRecord> target = clickhouse.queryAll("SELECT count() AS live,"
                        + " dateDiff('millisecond', argMax(_committed_at, _version), argMax(_ingested_at, _version)) AS lag"
                        + " FROM bronze.`" + table.targetName() + "`");
                rows.add(List.of(
                        several ? table.toString() : table.qualifiedName(),
                        sourceRows(table),
                        target.get(0).getString("live"),
                        target.get(0).getString("lag") + " ms"));
            }
        }
        out.println();
        Terminal.printTable(out, List.of("TABLE", "POSTGRES", "CLICKHOUSE", "LAG OF THE LAST CHANGE"), rows);
    }

    private String sourceRows(TableId table) throws SQLException {
        String quoted = "\"" + table.schema() + "\".\"" + table.table() + "\"";
        try (Connection connection = connections.postgres(table.database());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + quoted)) {
            row.next();
            return row.getString(1);
        }
    }

    void printAddresses() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Flink", Service.FLINK_JOBMANAGER.url(settings).orElseThrow(), ""));
        rows.add(List.of("Kafka", Service.KAFKA_UI.url(settings).orElseThrow(), ""));
        rows.add(List.of(
                "Airflow", Service.AIRFLOW.url(settings).orElseThrow(), "user admin, secret airflow_admin_password"));
        rows.add(List.of(
                "ClickHouse",
                Service.CLICKHOUSE.url(settings).orElseThrow(),
                "user admin, secret clickhouse_admin_password"));
        rows.add(List.of(
                "MinIO", Service.MINIO.url(settings).orElseThrow(), "secrets minio_root_user, minio_root_password"));
        rows.add(List.of("Dashboard", "./isotherm up dashboard", "user admin, secret dashboard_admin_password"));
        out.println();
        Terminal.printTable(out, List.of("UI", "URL", "SIGN IN"), rows);
        out.println("Secrets are the files in " + settings.home().resolve("secrets") + "; ./isotherm env prints them.");
    }
}
