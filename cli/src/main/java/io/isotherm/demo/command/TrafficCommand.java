package io.isotherm.demo.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.BackgroundProgram;
import io.isotherm.cli.stack.Launchers;
import io.isotherm.cli.waiting.Polling;
import io.isotherm.demo.Demo;
import io.isotherm.demo.traffic.TrafficGenerator;
import io.isotherm.demo.traffic.TrafficMix;
import io.isotherm.demo.traffic.TrafficPlan;
import io.isotherm.demo.traffic.TrafficPlanFile;
import io.isotherm.demo.traffic.TrafficPlanFile.Asked;
import io.isotherm.demo.traffic.TrafficRun;
import io.isotherm.demo.traffic.TrafficStateFile;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
    private static final List<String> SHOWN = List.of(
            "rate",
            "interval",
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
                names = "--demo",
                paramLabel = "NAME",
                split = ",",
                description = "Which demos (default: every one that is a source of tables.yaml).")
        private List<String> demos = List.of();

        @Option(
                names = "--rate",
                paramLabel = "N",
                description = "Row changes per second in each demo, cascades included (default: TRAFFIC_RATE).")
        private Integer rate;

        @Option(
                names = "--interval",
                paramLabel = "S",
                defaultValue = "0",
                description = "Seconds between bursts: what --rate asks for is made all at once (default: steadily).")
        private long interval;

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
    int start(
            @Mixin PlanOptions options,
            @Option(names = "--unless-running", hidden = true, description = "Restarts it only for other demos.")
                    boolean unlessRunning) {
        Settings settings = Settings.load();
        Asked asked = asked(options, settings);
        // Read here too: a mistake in a file is shown at once instead of in a log.
        asked.demos().forEach(demo -> TrafficMix.read(Demo.named(settings.root(), demo)));
        BackgroundProgram program = Launchers.traffic(settings);
        if (unlessRunning && program.isRunning()) {
            if (runs(settings, asked.demos())) {
                out().println("  it runs already");
                return 0;
            }
            program.stop();
        }
        requireStopped(settings, program.isRunning());
        program.requireStartable();
        new TrafficPlanFile(settings.runFolder()).write(asked);
        program.start();
        boolean started = Polling.whileProgressing(STARTS_WITHIN, program::progress, () -> asked.demos().stream()
                .allMatch(demo -> state(settings, demo).isActive()));
        if (!started) {
            program.stop();
            throw CliException.failed(
                    "the traffic did not start: it made no change, so it was stopped again",
                    "see ./isotherm logs traffic");
        }
        out().println("Started: " + described(asked) + ".");
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
        Asked asked = (asStarted ? new TrafficPlanFile(settings.runFolder()).read() : Optional.<Asked>empty())
                .orElseGet(() -> asked(options, settings));
        requireStopped(settings, false);
        TrafficRun run = new TrafficRun(asked.demos().stream()
                .map(demo -> generator(settings, Demo.named(settings.root(), demo), asked))
                .toList());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(run), "end-traffic"));
        out().println(described(asked));
        out().printf("%,d changes made%n", run.run());
        return 0;
    }

    private static TrafficGenerator generator(Settings settings, Demo demo, Asked asked) {
        Connections connections = new Connections(settings);
        return new TrafficGenerator(
                () -> connections.postgres(demo.name()),
                TrafficMix.read(demo),
                asked.plan(),
                state(settings, demo.name()));
    }

    private static void end(TrafficRun run) {
        try {
            run.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static TrafficStateFile state(Settings settings, String demo) {
        return new TrafficStateFile(settings.runFolder(), demo);
    }

    private static void requireStopped(Settings settings, boolean isRunning) {
        if (isRunning
                || Demo.names(settings.root()).stream()
                        .anyMatch(demo -> state(settings, demo).isActive())) {
            throw CliException.failed("the traffic is running already", "stop it first: ./isotherm traffic stop");
        }
    }

    private static boolean runs(Settings settings, List<String> demos) {
        return new TrafficPlanFile(settings.runFolder())
                .read()
                .filter(plan -> plan.demos().containsAll(demos))
                .isPresent();
    }

    private static String described(Asked asked) {
        Duration interval = asked.plan().interval();
        return "%s, %,d changes per second%s, seed %d"
                .formatted(
                        String.join(" and ", asked.demos()),
                        asked.plan().changesPerSecond(),
                        interval.isZero() ? "" : " in bursts every " + interval.toSeconds() + " s",
                        asked.plan().seed());
    }

    private Asked asked(PlanOptions options, Settings settings) {
        int rate = options.rate == null ? settings.number(Setting.TRAFFIC_RATE) : options.rate;
        if (rate < 1) {
            throw new ParameterException(spec.commandLine(), "--rate is " + rate + ", expected at least 1");
        }
        requireNotNegative("--interval", options.interval);
        requireNotNegative("--duration", options.seconds);
        List<String> demos = options.demos.isEmpty() ? Demo.replicated(settings) : options.demos;
        return new Asked(
                demos.stream().distinct().toList(),
                new TrafficPlan(
                        rate, Duration.ofSeconds(options.interval), options.seed, Duration.ofSeconds(options.seconds)));
    }

    private void requireNotNegative(String option, long seconds) {
        if (seconds < 0) {
            throw new ParameterException(spec.commandLine(), option + " is " + seconds + ", expected at least 0");
        }
    }

    @Command(name = "status", description = "Tells whether it runs, at which rate, and what it has done.")
    int status() {
        Settings settings = Settings.load();
        boolean started = false;
        for (String demo : Demo.names(settings.root())) {
            TrafficStateFile state = state(settings, demo);
            Optional<JsonNode> document = state.read();
            document.ifPresent(found -> print(demo, found, state.isActive()));
            started |= document.isPresent();
        }
        if (!started) {
            out().println("never started: ./isotherm traffic start");
        }
        return 0;
    }

    private void print(String demo, JsonNode state, boolean active) {
        out().println((active ? state.get("state").asText() : "stopped") + " (" + demo + ")");
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
