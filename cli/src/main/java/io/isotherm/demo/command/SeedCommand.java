package io.isotherm.demo.command;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import io.isotherm.demo.Demo;
import io.isotherm.demo.DemoSource;
import io.isotherm.demo.Seeder;
import io.isotherm.job.config.Suggestion;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

@Command(
        name = "seed",
        description = {
            "Fills the empty tables of a demo in Postgres. Tables with rows are kept; --add adds to them.",
            "A demo has options of its own: ./isotherm demo list"
        })
public final class SeedCommand implements Callable<Integer> {
    private static final int LARGEST_SCALE = 10_000;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--demo",
            paramLabel = "NAME",
            split = ",",
            description = "Which demos (default: every one that is a source of tables.yaml).")
    private List<String> names = List.of();

    @Option(
            names = "--scale",
            paramLabel = "N",
            description = "How many times the demo's base data (default: DEMO_SCALE).")
    private Integer scale;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The same number gives the same data (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--add",
            paramLabel = "WHAT",
            description = "Adds rows of one kind instead, such as clicks of a campaign; see ./isotherm demo list.")
    private String addition;

    @Unmatched
    private List<String> others = new ArrayList<>();

    @Override
    public Integer call() throws SQLException {
        Settings settings = Settings.load();
        int copies = scale == null ? settings.number(Setting.DEMO_SCALE) : scale;
        if (copies < 1 || copies > LARGEST_SCALE) {
            throw new ParameterException(
                    spec.commandLine(), "--scale is " + copies + ", expected 1 to " + LARGEST_SCALE);
        }
        List<String> chosen = names.isEmpty() ? Demo.replicated(settings) : names;
        if (chosen.size() > 1 && (addition != null || !others.isEmpty())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "options of a demo are for one: choose it with --demo out of " + String.join(", ", chosen));
        }
        for (String name : chosen) {
            seed(settings, DemoSource.of(settings.root(), name), copies);
        }
        return 0;
    }

    private void seed(Settings settings, DemoSource source, int copies) throws SQLException {
        Demo demo = source.demo();
        if (addition != null && !demo.additions().containsKey(addition)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "nothing called " + addition + " can be added to " + demo.name()
                            + Suggestion.of(addition, demo.additions().keySet()));
        }
        Map<String, BigDecimal> options = SeedOptions.parse(
                spec.commandLine(),
                addition == null ? demo.options() : demo.additions().get(addition),
                others);
        PrintWriter out = spec.commandLine().getOut();
        Seeder seeder = new Seeder(source, line -> out.println("  " + line));
        try (Connection connection = new Connections(settings).postgres(demo.name())) {
            Seeder.Result result = addition == null
                    ? seeder.seed(connection, copies, seed, options)
                    : seeder.add(connection, addition, seed, options);
            result.rows().forEach((table, rows) -> out.printf("%-16s %,12d rows%n", table, rows));
            out.println(outcome(result, demo, copies));
        }
    }

    private String outcome(Seeder.Result result, Demo demo, int copies) {
        if (addition != null) {
            return "Added " + addition + ".";
        }
        return result.seeded()
                ? "Seeded at scale " + copies + "."
                : "Nothing done: the demo tables have rows already. To seed again, delete them first:"
                        + " ./isotherm demo reset " + demo.name();
    }
}
