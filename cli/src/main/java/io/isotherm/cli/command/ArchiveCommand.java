package io.isotherm.cli.command;

import io.isotherm.cli.CliException;
import io.isotherm.cli.Connections;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.verify.Waiter;
import io.isotherm.job.config.TablesConfig;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "archive",
        description = {
            "Moves what hot holds of a day and of those before it to cold tables on the object store, without Airflow.",
            "It waits until the pipeline has passed the end of the day. May be repeated, ended and run at any time.",
            "Exit code 0: done. 1: a table failed, the others are done. 2: it could not run."
        })
public final class ArchiveCommand implements Callable<Integer> {
    private static final String DAY_IS_OVER = "SELECT (now() AT TIME ZONE 'UTC')::date > ?::date";

    @Option(
            names = "--day",
            paramLabel = "YYYY-MM-DD",
            required = true,
            description = "The day in UTC; late changes of earlier days go along with it.")
    private LocalDate day;

    @Option(names = "--table", paramLabel = "TABLE", description = "Only this table, such as orders or shop.orders.")
    private String table;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "Waits for the pipeline this long (default: ${DEFAULT-VALUE}).")
    private int timeoutSeconds;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        Settings settings = Settings.load();
        ArchivePackage archive = new ArchivePackage(settings);
        Connections connections = new Connections(settings);
        TablesConfig config = TablesConfig.load(settings.tablesFile());
        for (String database : config.databases()) {
            requireDayIsOver(connections, database);
            new Waiter(connections, database, config, this::report).await(Duration.ofSeconds(timeoutSeconds));
        }
        List<String> arguments = new ArrayList<>(List.of("--day", day.toString()));
        if (table != null) {
            arguments.addAll(List.of("--table", table));
        }
        return archive.run(
                "isotherm_archive",
                arguments,
                "archiver",
                Secret.CLICKHOUSE_ARCHIVER_PASSWORD,
                Map.of("ISOTHERM_TABLES", archive.tablesFile()));
    }

    /** By the source's clock, which is the one its rows have their times from. */
    private void requireDayIsOver(Connections connections, String database) throws SQLException {
        try (Connection source = connections.postgres(database);
                PreparedStatement statement = source.prepareStatement(DAY_IS_OVER)) {
            statement.setString(1, day.toString());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (!row.getBoolean(1)) {
                    throw CliException.cannotRun(
                            day + " is not over in UTC", "archive the day before; the rows of today stay in hot");
                }
            }
        }
    }

    private void report(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
