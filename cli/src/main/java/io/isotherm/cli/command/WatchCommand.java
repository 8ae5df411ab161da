package io.isotherm.cli.command;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.load.TableLoads;
import io.isotherm.cli.pipeline.RowsReadAgain;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.source.ConnectClient;
import io.isotherm.cli.source.FailedConnector;
import io.isotherm.cli.stack.ChangeLock;
import io.isotherm.cli.stack.Launchers;
import io.isotherm.cli.watch.AppliedConfig;
import io.isotherm.cli.watch.ConnectorWatch;
import io.isotherm.cli.watch.Watch;
import io.isotherm.cli.watch.WatchPlanFile;
import io.isotherm.cli.watch.WatchPlanFile.Plan;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "watch",
        description = {
            "Compares all tables with Postgres, round after round, a range of keys at a time, and names what differs.",
            "One runs in the background of the stack, unless WATCH=off: ./isotherm logs watch.",
            "It also has a connector that has failed go on without the tables that have stopped it.",
            "It goes on where it was ended. Findings are kept in ops.watch_findings; status counts those that are open.",
            "Exit code of --once: 0 all is equal or was healed, 1 something differs, 2 something could not be compared."
        })
public final class WatchCommand implements Callable<Integer> {
    private static final int NO_REST = 100;

    @Option(
            names = "--once",
            description = "Ends after one round, and does not rest in between unless --pace is given.")
    private boolean once;

    @Option(names = "--table", paramLabel = "TABLE", description = "Only this table, such as orders or shop.orders.")
    private String table;

    @Option(
            names = "--pace",
            paramLabel = "PERCENT",
            description = "Share of one core that the comparison may take, 1 to 100 (default: WATCH_PACE).")
    private Integer percent;

    @Option(
            names = "--heal",
            description = {
                "Deletes rows that only ClickHouse has, and reads a table again that lacks rows or has wrong ones.",
                "Rows that a TRUNCATE left, where tables.yaml keeps them, are among those that are deleted.",
                "What that does not heal is kept as unhealed and not tried again."
            })
    private boolean heals;

    @Option(names = "--as-started", hidden = true, description = "In the background of the stack, as up asks for it.")
    private boolean asStarted;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (percent != null && (percent < 1 || percent > NO_REST)) {
            throw new ParameterException(spec.commandLine(), "--pace is a percentage of one core: 1 to " + NO_REST);
        }
        Settings settings = Settings.load();
        Plan plan = asStarted
                ? new WatchPlanFile(settings.runFolder()).read()
                : new Plan(heals, percent != null ? percent : once ? NO_REST : settings.number(Setting.WATCH_PACE));
        Watch watch = new Watch(
                new Connections(settings),
                new AppliedConfig(settings),
                Optional.ofNullable(table),
                plan.percent(),
                plan.heals() ? new RowsReadAgain(settings, spec.commandLine().getOut()) : null,
                this::say);
        if (once) {
            return watch.once();
        }
        if (table == null) {
            watchConnectors(settings);
        }
        watch.forever();
        return 0;
    }

    private void watchConnectors(Settings settings) {
        Connections connections = new Connections(settings);
        FailedConnector failed = new FailedConnector(
                connections,
                Launchers.current(settings).endpoints(),
                tables -> TableLoads.forget(connections, tables),
                spec.commandLine().getOut());
        new ConnectorWatch(
                        new ConnectClient(connections)::state,
                        new AppliedConfig(settings),
                        (database, applied) -> new ChangeLock(
                                        settings,
                                        "./isotherm watch",
                                        spec.commandLine().getOut())
                                .holding(() -> failed.goOnWithoutWhatStopsIt(database, applied)),
                        this::say)
                .begin();
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
