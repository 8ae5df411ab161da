package io.isotherm.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.cli.Connections;
import io.isotherm.cli.demo.DemoSource;
import io.isotherm.cli.demo.traffic.TrafficGenerator;
import io.isotherm.cli.demo.traffic.TrafficMix;
import io.isotherm.cli.demo.traffic.TrafficPlan;
import io.isotherm.cli.demo.traffic.TrafficStateFile;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "traffic",
        description = "Continuous inserts, updates and deletes in the demo tables.",
        synopsisSubcommandLabel = "run|start|stop|status")
public final class TrafficCommand {
    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

    @Spec
    private CommandSpec spec;

    /** What {@code run} and {@code start} share. */
    static final class PlanOptions {
        @Option(
                names = "--rate",
                paramLabel = "N",
                description = "Row changes per second, cascades included (default: TRAFFIC_RATE).")
        private Integer rate;

        @Option(
                names = "--seed",
                paramLabel = "N",
                defaultValue = "1",
                description = "The same number, rate and data give the same changes (default: ${DEFAULT-VALUE}).")
        private long seed;

        @Option(
                names = "--duration",
                paramLabel = "S",
                defaultValue = "0",
                description = "Seconds until it ends by itself (default: until it is stopped).")
        private long seconds;
    }

    @Command(name = "run", description = "Runs the traffic here, until Ctrl-C.")
    int run(@Mixin PlanOptions options) throws InterruptedException {
        Settings settings = Settings.load();
        TrafficPlan plan = plan(options, settings);
        DemoSource source = new DemoSource(settings.root());
        Connections connections = new Connections(settings);
        TrafficGenerator generator = new TrafficGenerator(
                () -> connections.postgres(DemoSource.DATABASE),
                TrafficMix.read(source.trafficFile()),
                plan,
                new TrafficStateFile(settings.runFolder()));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(generator), "stop-traffic"));
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%,d changes per second, seed %d%n", plan.changesPerSecond(), plan.seed());
        out.printf("%,d changes made%n", generator.run());
        return 0;
    }

    private static void stop(TrafficGenerator generator) {
        try {
            generator.stop(LONGEST_STOP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private TrafficPlan plan(PlanOptions options, Settings settings) {
        int rate = options.rate == null ? settings.number(Setting.TRAFFIC_RATE) : options.rate;
        if (rate < 1 || options.seconds < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--rate is " + rate + " and --duration " + options.seconds
                            + ", expected at least 1 and at least 0");
        }
        return new TrafficPlan(rate, options.seed, Duration.ofSeconds(options.seconds));
    }

    @Command(name = "status", description = "Tells whether it runs, at which rate, and what it has done.")
    int status() {
        PrintWriter out = spec.commandLine().getOut();
        new TrafficStateFile(Settings.load().runFolder())
                .read()
                .ifPresentOrElse(state -> print(state, out), () -> out.println("never started"));
        return 0;
    }

    private static void print(JsonNode state, PrintWriter out) {
        boolean alive = ProcessHandle.of(state.get("pid").asLong()).isPresent();
        String word = state.get("state").asText();
        out.println(alive || word.equals("stopped") ? word : "stopped (it did not end by itself)");
        for (String name : new String[] {
            "rate",
            "measured_rate",
            "seed",
            "started",
            "last_change",
            "changes",
            "transactions",
            "rollbacks",
            "reconnects",
            "failures",
            "changes_given_up",
            "last_problem"
        }) {
            out.printf("  %-18s %s%n", name, state.get(name).asText());
        }
        out.printf("  %-24s %10s %10s%n", "operation", "runs", "changes");
        state.get("operations")
                .properties()
                .forEach(operation -> out.printf(
                        "  %-24s %,10d %,10d%n",
                        operation.getKey(),
                        operation.getValue().get("runs").asLong(),
                        operation.getValue().get("changes").asLong()));
    }
}
