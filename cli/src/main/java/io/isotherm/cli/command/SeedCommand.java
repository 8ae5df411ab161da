package io.isotherm.cli.command;

import io.isotherm.cli.Connections;
import io.isotherm.cli.demo.DemoSource;
import io.isotherm.cli.demo.Seeder;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "seed",
        description =
                "Fills the empty demo tables in Postgres with the last 30 days of a shop. Tables with rows are kept.")
public final class SeedCommand implements Callable<Integer> {
    private static final int LARGEST_SCALE = 10_000;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--scale",
            paramLabel = "N",
            description = "How many times 2,000 users, 30 products and 500 orders (default: DEMO_SCALE).")
    private Integer scale;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The same number gives the same data (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() throws SQLException {
        Settings settings = Settings.load();
        int copies = scale == null ? settings.number(Setting.DEMO_SCALE) : scale;
        if (copies < 1 || copies > LARGEST_SCALE) {
            throw new ParameterException(
                    spec.commandLine(), "--scale is " + copies + ", expected 1 to " + LARGEST_SCALE);
        }
        PrintWriter out = spec.commandLine().getOut();
        Seeder seeder = new Seeder(new DemoSource(settings.root()), line -> out.println("  " + line));
        try (Connection connection = new Connections(settings).postgres(DemoSource.DATABASE)) {
            Seeder.Result result = seeder.seed(connection, copies, seed);
            result.rows().forEach((table, rows) -> out.printf("%-16s %,12d rows%n", table, rows));
            out.println(
                    result.seeded()
                            ? "Seeded at scale " + copies + "."
                            : "Nothing done: the demo tables have rows already. To seed at another scale, start again"
                                    + " with ./isotherm reset --yes");
        }
        return 0;
    }
}
