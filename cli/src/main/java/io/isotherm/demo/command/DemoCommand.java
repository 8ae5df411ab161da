package io.isotherm.demo.command;

import io.isotherm.cli.command.Terminal;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.Launchers;
import io.isotherm.demo.Demo;
import io.isotherm.demo.DemoOption;
import io.isotherm.demo.DemoSource;
import io.isotherm.demo.DemoTables;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description = "The demo sources: which there are, their statistics, and deleting their rows.",
        synopsisSubcommandLabel = "list|add|stats|reset")
public final class DemoCommand {
    @Spec
    private CommandSpec spec;

    @Command(name = "list", description = "Every demo, the options of its seed, and what can be added to it.")
    int list() {
        Settings settings = Settings.load();
        Set<String> sources = DemoTables.databases(settings);
        for (String name : Demo.names(settings.root())) {
            Demo demo = Demo.named(settings.root(), name);
            out().println(name + (sources.contains(name) ? "" : " (no source of tables.yaml)") + ": "
                    + demo.description());
            out().printf("  %-24s %s%n", "--scale", "times " + demo.scale());
            print("  ", demo.options());
            demo.additions().forEach((addition, options) -> {
                out().println("  --add " + addition);
                print("    ", options);
            });
        }
        return 0;
    }

    private void print(String indent, List<DemoOption> options) {
        for (DemoOption option : options) {
            out().printf(
                            "  %-24s %s%s%n",
                            "--" + option.name(),
                            option.description(),
                            option.standard() == null
                                    ? ""
                                    : " (default: " + option.standard().toPlainString() + ")");
        }
    }

    @Command(
            name = "add",
            description = {
                "Adds the sources of demos to tables.yaml, if they are not there.",
                "./isotherm up creates their databases then, ./isotherm apply replicates what is in them."
            })
    int add(@Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) {
        Settings settings = Settings.load();
        List<Demo> demos =
                names.stream().map(name -> Demo.named(settings.root(), name)).toList();
        for (Demo demo : demos) {
            out().println("  " + demo.name()
                    + (DemoTables.add(settings, demo)
                            ? " added to " + settings.tablesFile()
                            : " is a source of " + settings.tablesFile() + " already"));
        }
        return 0;
    }

    @Command(name = "stats", description = "Rows of a demo's tables in Postgres, and figures of it.")
    int stats(
            @Parameters(paramLabel = "NAME", arity = "0..1", description = "Default: the first demo of tables.yaml.")
                    String name)
            throws SQLException {
        Settings settings = Settings.load();
        DemoSource source = DemoSource.of(
                settings.root(), name == null ? Demo.replicated(settings).get(0) : name);
        try (Connection connection =
                new Connections(settings).postgres(source.demo().name())) {
            requireSchema(source, connection);
            for (Map.Entry<String, Long> table : source.rowCounts(connection).entrySet()) {
                out().printf("%-20s %,12d rows%n", table.getKey(), table.getValue());
            }
            for (Map.Entry<String, String> statistic :
                    source.demo().statistics().entrySet()) {
                out().println();
                out().println(statistic.getKey());
                try (Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery(statistic.getValue())) {
                    Terminal.printRows(out(), rows);
                }
            }
        }
        return 0;
    }

    @Command(
            name = "reset",
            description = {
                "Deletes all rows of a demo's tables in Postgres, and nothing else. The deletes are replicated.",
                "Asks first; ends with exit code 2 if it is not confirmed."
            })
    int reset(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--yes", description = "Without asking.") boolean confirmed)
            throws SQLException {
        Settings settings = Settings.load();
        DemoSource source = DemoSource.of(settings.root(), name);
        String question = "all rows of " + String.join(", ", source.demo().tables()) + " in database " + name;
        if (!confirmed && !isConfirmed(question)) {
            throw CliException.cannotRun(
                    "this deletes " + question, "to do that: ./isotherm demo reset " + name + " --yes");
        }
        if (Launchers.traffic(settings).isRunning()) {
            throw CliException.failed(
                    "the traffic is running and would go on in empty tables", "stop it first: ./isotherm traffic stop");
        }
        try (Connection connection = new Connections(settings).postgres(name)) {
            requireSchema(source, connection);
            out().printf(
                            "  %,d rows deleted; fill it again: ./isotherm seed --demo %s%n",
                            source.clear(connection), name);
        }
        return 0;
    }

    /** Without a terminal nobody can say yes. */
    private boolean isConfirmed(String question) {
        if (System.console() == null) {
            return false;
        }
        String answer = System.console().readLine("Delete %s? yes or no: ", question);
        return "yes".equals(answer);
    }

    private static void requireSchema(DemoSource source, Connection connection) throws SQLException {
        if (!source.hasTables(connection)) {
            throw CliException.cannotRun(
                    "database " + source.demo().name() + " lacks tables of the demo",
                    "./isotherm seed --demo " + source.demo().name() + " creates and fills them");
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
