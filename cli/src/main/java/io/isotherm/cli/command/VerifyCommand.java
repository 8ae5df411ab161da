package io.isotherm.cli.command;

import com.clickhouse.client.api.Client;
import io.isotherm.cli.arrival.Visibility;
import io.isotherm.cli.arrival.Waiter;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.source.PostgresSource;
import io.isotherm.cli.source.SourceServer;
import io.isotherm.cli.source.TableTroubles;
import io.isotherm.cli.sync.SyncedUntil;
import io.isotherm.cli.verify.TableResult;
import io.isotherm.cli.verify.Verifier;
import io.isotherm.cli.verify.VerifyReport;
import io.isotherm.cli.verify.VerifyRequest;
import io.isotherm.cli.verify.VerifyResult;
import io.isotherm.job.config.TablesConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "verify",
        description = {
            "Compares the values of Postgres with those of ClickHouse and names the differing keys.",
            "Keys that differ are looked at again until their changes had time to arrive, so it may run under traffic.",
            "Exit code 0: equal. 1: differences are confirmed. 2: neither could be shown, or a table is not replicated yet."
        })
public final class VerifyCommand implements Callable<Integer> {
    @Option(names = "--table", paramLabel = "TABLE", description = "Only this table, such as orders or shop.orders.")
    private String table;

    @Option(
            names = "--day",
            paramLabel = "YYYY-MM-DD",
            description = "Only rows whose partition_by column is on this day in UTC; of all tables that have one.")
    private LocalDate day;

    @Option(names = "--json", description = "Prints the result as JSON.")
    private boolean json;

    @Option(
            names = "--limit",
            paramLabel = "KEYS",
            defaultValue = "20",
            description = "Names at most this many keys per table (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "Looks at differing keys of a table again for this long (default: ${DEFAULT-VALUE}).")
    private int timeoutSeconds;

    @Option(names = "--no-wait", description = "Takes both sides as they are, for a pipeline that stands still.")
    private boolean noWait;

    @Option(names = "--show-values", description = "Prints the differing values, which may be personal data.")
    private boolean showValues;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, SQLException {
        Settings settings = Settings.load();
        Connections connections = new Connections(settings);
        TablesConfig config = TablesConfig.load(settings.tablesFile());
        List<TableResult> tables = new ArrayList<>();
        try (Client clickhouse = connections.clickhouse()) {
            for (String database : config.databases()) {
                try (Connection source = new SourceServer(connections, config, database).open()) {
                    Visibility visibility = visibility(connections, config, database);
                    tables.addAll(new Verifier(source, clickhouse, visibility, this::report)
                            .verify(request(database, config))
                            .tables());
                }
                if (table == null && day == null && !config.sourceOf(database).isBatch()) {
                    tables.addAll(notReplicated(connections, database, config));
                }
            }
        }
        if (tables.isEmpty()) {
            throw CliException.cannotRun(
                    "no table has a partition_by column, so no day can be compared",
                    "leave out --day, or set partition_by in " + settings.tablesFile());
        }
        VerifyResult result = new VerifyResult(tables);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            VerifyReport.printJson(result, out);
        } else {
            VerifyReport.printText(result, out);
        }
        return result.exitCode();
    }

    private static List<TableResult> notReplicated(Connections connections, String database, TablesConfig config) {
        return new TableTroubles(new PostgresSource(connections, database).troubles(config))
                .notYet().stream().map(Verifier::notReplicated).toList();
    }

    /** A batch source is taken as it is: nothing but a sync brings it further. */
    private Visibility visibility(Connections connections, TablesConfig config, String database) {
        if (!config.sourceOf(database).isBatch()) {
            return noWait ? Visibility.IMMEDIATE : new Waiter(connections, database, config, this::report);
        }
        report(new SyncedUntil(connections, config, database).summary()
                + "; rows that changed since then differ until ./isotherm sync " + database + " --deletes");
        return Visibility.IMMEDIATE;
    }

    private VerifyRequest request(String database, TablesConfig config) {
        return new VerifyRequest(
                database,
                config,
                Optional.ofNullable(table),
                Optional.ofNullable(day),
                limit,
                Duration.ofSeconds(timeoutSeconds),
                showValues);
    }

    private void report(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
