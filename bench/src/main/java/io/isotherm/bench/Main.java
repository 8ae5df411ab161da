package io.isotherm.bench;

import io.isotherm.bench.chain.ChainSection;
import io.isotherm.bench.cold.ArchiveSection;
import io.isotherm.bench.cold.BronzeSection;
import io.isotherm.bench.latency.LatencySection;
import io.isotherm.bench.micro.MicroSection;
import io.isotherm.bench.replay.GuaranteesSection;
import io.isotherm.bench.replay.MemorySection;
import io.isotherm.bench.replay.ReplaySection;
import io.isotherm.bench.replay.ScaleSection;
import io.isotherm.bench.stack.BenchException;
import io.isotherm.bench.stack.BenchStack;
import io.isotherm.bench.sync.SyncSection;
import io.isotherm.cli.error.CliException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code bench/run} command: starts a stack, runs the sections, publishes their figures, stops the stack. */
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        description = {
            "Measures Isotherm beside what users would pick instead, on this machine and one set of data.",
            "Each section writes bench/results/SECTION.json and .svg, prints a table, and ends with its ratios."
        })
public final class Main implements Callable<Integer> {
    /** So many that the JVM's compilation, 20 CPU seconds whatever the number, is no longer what is measured. */
    private static final long EVENTS = 20_000_000;

    private static final long QUICK_EVENTS = 300_000;
    private static final int REPEATS = 3;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "SECTION",
            description =
                    "replay, latency, chain, memory, scale, guarantees, bronze, archive, sync or micro (default: all of them)")
    private List<String> names = List.of();

    @Option(names = "--quick", description = "300,000 events and a tenth of the time; to see that it works.")
    private boolean quick;

    @Option(names = "--repeat", paramLabel = "N", description = "Runs of each comparison (default: 3, quick: 1).")
    private Integer repeats;

    @Option(
            names = "--events",
            paramLabel = "N",
            description = "Events of a replay (default: 20,000,000, quick: 300,000).")
    private Long events;

    private Main() {}

    public static void main(String[] arguments) {
        CommandLine command = new CommandLine(new Main()).setExecutionExceptionHandler(Main::report);
        System.exit(command.execute(arguments));
    }

    private static int report(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        command.getOut().flush();
        if (failure instanceof BenchException) {
            command.getErr().println("bench: " + failure.getMessage());
        } else if (failure instanceof CliException known) {
            command.getErr().println("bench: " + known.getMessage());
            command.getErr().println("  -> " + known.remedy());
        } else {
            failure.printStackTrace(command.getErr());
        }
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    @Override
    public Integer call() throws Exception {
        List<Section> sections = chosen();
        PrintWriter out = spec.commandLine().getOut();
        Path root = Path.of(System.getProperty("isotherm.root"));
        try (BenchStack stack = BenchStack.start(root, out)) {
            BenchRun run = new BenchRun(
                    stack,
                    out,
                    quick,
                    repeats != null ? repeats : quick ? 1 : REPEATS,
                    events != null ? events : quick ? QUICK_EVENTS : EVENTS);
            for (Section section : sections) {
                section.run(run).publish(root.resolve("bench/results"), out);
            }
        }
        return 0;
    }

    private List<Section> chosen() {
        Map<String, Section> known = new LinkedHashMap<>();
        for (Section section : List.of(
                new ReplaySection(),
                new LatencySection(),
                new ChainSection(),
                new MemorySection(),
                new ScaleSection(),
                new GuaranteesSection(),
                new BronzeSection(),
                new ArchiveSection(),
                new SyncSection(),
                new MicroSection())) {
            known.put(section.name(), section);
        }
        for (String name : names) {
            if (!known.containsKey(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "there is no section " + name + "; there are " + String.join(", ", known.keySet()));
            }
        }
        return (names.isEmpty() ? List.copyOf(known.keySet()) : names)
                .stream().map(known::get).toList();
    }
}
