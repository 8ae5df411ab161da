package io.isotherm.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.cli.CliException;
import io.isotherm.cli.Connections;
import io.isotherm.cli.demo.DemoSource;
import io.isotherm.cli.demo.traffic.TrafficGenerator;
import io.isotherm.cli.demo.traffic.TrafficMix;
import io.isotherm.cli.demo.traffic.TrafficPlan;
import io.isotherm.cli.demo.traffic.TrafficPlanFile;
import io.isotherm.cli.demo.traffic.TrafficStateFile;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.BackgroundProgram;
import io.isotherm.cli.stack.Launchers;
import io.isotherm.cli.stack.Polling;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "traffic",
        description = "Continuous inserts, updates and deletes in the demo tables.",
        synopsisSubcommandLabel = "start|stop|status|run")
public final class TrafficCommand {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);
    private static final List<String> SHOWN = List.of(
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
            "last_problem");

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

    @Command(name = "start", description = "Starts the traffic in the background of the stack.")
    int start(@Mixin PlanOptions options) {
        Settings settings = Settings.load();
        TrafficPlan plan = plan(options, settings);
        // Read here too: a mistake in the file is shown at once instead of in a log.
        TrafficMix.read(new DemoSource(settings.root()).trafficFile());
        BackgroundProgram program = Launchers.traffic(settings);
        TrafficStateFile state = new TrafficStateFile(settings.runFolder());
        if (program.isRunning() || state.isActive()) {
            throw CliException.failed("the traffic is running already", "stop it first: ./isotherm traffic stop");
        }
        program.requireStartable();
        new TrafficPlanFile(settings.runFolder()).write(plan);
        program.start();
        boolean started = Polling.whileProgressing(STARTS_WITHIN, program::progress, state::isActive);
        if (!started) {
            program.stop();
            throw CliException.failed(
                    "the traffic did not start: it made no change, so it was stopped again",
                    "see ./isotherm logs traffic");
        }
        out().printf("Started: %,d changes per second, seed %d.%n", plan.changesPerSecond(), plan.seed());
        return 0;
    }

    @Command(name = "stop", description = "Stops what start has started.")
    int stop() {
        BackgroundProgram program = Launchers.traffic(Settings.load());
        boolean running = program.isRunning();
        if (running) {
            program.stop();
        }
        out().println(running ? "Stopped." : "It was not running.");
        return 0;
    }

    @Command(name = "run", description = "Runs the traffic here, until Ctrl-C.")
    int run(
            @Mixin PlanOptions options,
            @Option(names = "--as-started", hidden = true, description = "With the options of the last start.")
                    boolean asStarted)
            throws InterruptedException {
        Settings settings = Settings.load();
        TrafficPlan given = plan(options, settings);
        TrafficPlan plan =
                asStarted ? new TrafficPlanFile(settings.runFolder()).read().orElse(given) : given;
        TrafficStateFile state = new TrafficStateFile(settings.runFolder());
        if (state.isActive()) {
            throw CliException.failed("the traffic is running already", "stop it first: ./isotherm traffic stop");
        }
        Connections connections = new Connections(settings);
        TrafficGenerator generator = new TrafficGenerator(
                () -> connections.postgres(DemoSource.DATABASE),
                TrafficMix.read(new DemoSource(settings.root()).trafficFile()),
                plan,
                state);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(generator), "end-traffic"));
        out().printf("%,d changes per second, seed %d%n", plan.changesPerSecond(), plan.seed());
        out().printf("%,d changes made%n", generator.run());
        return 0;
    }

    private static void end(TrafficGenerator generator) {
        try {
            generator.stop(ENDS_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private TrafficPlan plan(PlanOptions options, Settings settings) {
        int rate = options.rate == null ? settings.number(Setting.TRAFFIC_RATE) : options.rate;
        if (rate < 1) {
            throw new ParameterException(spec.commandLine(), "--rate is " + rate + ", expected at least 1");
        }
        if (options.seconds < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--duration is " + options.seconds + ", expected at least 0");
        }
        return new TrafficPlan(rate, options.seed, Duration.ofSeconds(options.seconds));
    }

    @Command(name = "status", description = "Tells whether it runs, at which rate, and what it has done.")
    int status() {
        TrafficStateFile state = new TrafficStateFile(Settings.load().runFolder());
        state.read().ifPresentOrElse(document -> print(document, state.isActive()), () -> out().println(
                        "never started: ./isotherm traffic start"));
        return 0;
    }

    private void print(JsonNode state, boolean active) {
        out().println(active ? state.get("state").asText() : "stopped");
        for (String name : SHOWN) {
            out().printf("  %-18s %s%n", name, state.get(name).asText());
        }
        out().printf("  %-24s %10s %10s%n", "operation", "runs", "changes");
        state.get("operations").properties().forEach(operation -> out().printf(
                        "  %-24s %,10d %,10d%n",
                        operation.getKey(),
                        operation.getValue().get("runs").asLong(),
                        operation.getValue().get("changes").asLong()));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
