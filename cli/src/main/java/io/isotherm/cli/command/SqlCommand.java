package io.isotherm.cli.command;

import io.isotherm.cli.connection.ClickHouseHttp;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.source.ReplicationSetup;
import io.isotherm.cli.source.SourceServer;
import io.isotherm.job.config.TablesConfig;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "sql", description = "Runs one query as administrator and prints its rows as a table.")
public final class SqlCommand implements Callable<Integer> {
    /** Where a query runs. */
    enum Server {
        CLICKHOUSE,
        POSTGRES
    }

    @Option(names = "--on", defaultValue = "CLICKHOUSE", description = "clickhouse (default) or postgres.")
    private Server server;

    @Mixin
    private SourceDatabase database;

    @Parameters(paramLabel = "QUERY")
    private String query;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = Settings.load();
        Connections connections = new Connections(settings);
        PrintWriter out = spec.commandLine().getOut();
        if (server == Server.POSTGRES) {
            runOnPostgres(connections, database.name(settings), out);
        } else {
            runOnClickHouse(connections, out);
        }
        return 0;
    }

    private void runOnPostgres(Connections connections, String database, PrintWriter out) {
        TablesConfig tables = ReplicationSetup.readTables(connections.settings());
        try (Connection connection = new SourceServer(connections, tables, database).open();
                Statement statement = connection.createStatement()) {
            if (!statement.execute(query)) {
                out.println(Math.max(0, statement.getUpdateCount()) + " rows changed");
                return;
            }
            try (ResultSet rows = statement.getResultSet()) {
                Terminal.printRows(out, rows);
            }
        } catch (SQLException e) {
            throw CliException.failed("Postgres: " + Cause.of(e), "correct the query", e);
        }
    }

    /** The server itself lays the table out. */
    private void runOnClickHouse(Connections connections, PrintWriter out) throws InterruptedException {
        HttpResponse<String> response = new ClickHouseHttp(connections, "admin", Secret.CLICKHOUSE_ADMIN_PASSWORD)
                .send(
                        query,
                        "default_format=PrettyCompactMonoBlock&output_format_pretty_row_numbers=0",
                        HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw CliException.failed("ClickHouse: " + response.body().strip(), "correct the query");
        }
        out.print(response.body());
        out.flush();
    }
}
