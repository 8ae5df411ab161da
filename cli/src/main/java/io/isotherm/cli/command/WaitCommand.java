package io.isotherm.cli.command;

import io.isotherm.cli.arrival.Waiter;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.load.Patience;
import io.isotherm.cli.pipeline.Pipeline;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.sync.SyncedUntil;
import io.isotherm.job.config.TablesConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "wait",
        description = {
            "Returns when everything committed in Postgres before the call is visible in ClickHouse, and every table is"
                    + " loaded: its rows were compared once, after it was read.",
            "A table that is new since the last apply is not replicated, and no waiting brings it: apply does.",
            "A batch source is not waited for: it says up to when that is in ClickHouse.",
            "Exit code 1: it was not within the time, or there is such a table; what holds it up is printed."
        })
public final class WaitCommand implements Callable<Integer> {
    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "Gives up after this time (default: ${DEFAULT-VALUE}).")
    private int timeoutSeconds;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Settings settings = Settings.load();
        Connections connections = new Connections(settings);
        TablesConfig config = TablesConfig.load(settings.tablesFile());
        long started = System.nanoTime();
        Pipeline pipeline = new Pipeline(settings, spec.commandLine().getErr());
        for (String database : config.streamedDatabases()) {
            new Waiter(connections, database, config, this::report).await(left(started));
        }
        pipeline.replication().awaitLoaded(config, Patience.until(left(started)));
        for (String database : config.batchDatabases()) {
            report(new SyncedUntil(connections, config, database).summary() + "; ./isotherm sync " + database
                    + " reads what was committed since");
        }
        return 0;
    }

    private Duration left(long started) {
        Duration spent = Duration.ofNanos(System.nanoTime() - started);
        Duration left = Duration.ofSeconds(timeoutSeconds).minus(spent);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private void report(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
