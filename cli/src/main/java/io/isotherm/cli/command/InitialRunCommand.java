package io.isotherm.cli.command;

import com.clickhouse.client.api.Client;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.job.JobControl;
import io.isotherm.cli.pipeline.BackgroundWatch;
import io.isotherm.cli.pipeline.Pipeline;
import io.isotherm.cli.settings.LaunchMode;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.source.TableTroubles;
import io.isotherm.cli.stack.ChangeLock;
import io.isotherm.cli.stack.Service;
import io.isotherm.cli.stack.StackLock;
import io.isotherm.cli.waiting.Polling;
import io.isotherm.job.table.TableId;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The main job of {@code initial_run.sh}: from nothing to a checked pipeline. Every step may be repeated. */
@Command(
        name = "initial-run",
        hidden = true,
        description = "Brings everything up with demo data, checks the result and prints where to look.")
public final class InitialRunCommand implements Callable<Integer> {
    private static final String WAIT_SECONDS = "900";
    private static final Duration FIRST_CHANGES = Duration.ofSeconds(15);

    @Option(
            names = "--mode",
            defaultValue = "AUTO",
            description =
                    "local (plain processes), docker, or auto: as before, else docker where it has the images or can pull them.")
    private LaunchMode mode;

    @Option(
            names = "--demo",
            paramLabel = "NAMES",
            split = ",",
            description = "Demos to add to tables.yaml, fill and change; all that it has already without this option.")
    private List<String> demos = List.of();

    @Option(names = "--no-demo", description = "Without demo tables, data and traffic.")
    private boolean withoutDemo;

    @Spec
    private CommandSpec spec;

    private PrintWriter out;
    private long started;

    @Override
    public Integer call() throws SQLException {
        out = spec.commandLine().getOut();
        started = System.nanoTime();
        if (withoutDemo && !demos.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--demo and --no-demo exclude each other");
        }
        Settings settings = Settings.load();
        StackLock lock = StackLock.acquire(settings, "./initial_run.sh", out);
        try {
            run(settings);
        } finally {
            lock.release();
        }
        return 0;
    }

    private void run(Settings settings) throws SQLException {
        Pipeline pipeline = new Pipeline(settings, mode, out);
        if (!demos.isEmpty()) {
            step("Adding sources to tables.yaml");
            List<String> arguments = new ArrayList<>(List.of("add"));
            arguments.addAll(demos);
            run("demo", arguments.toArray(String[]::new));
        }

        step("Starting Postgres, Kafka, Debezium, Flink and ClickHouse");
        pipeline.check(Service.core());
        if (pipeline.comesLater(Service.MINIO)) {
            // Compiling it takes minutes of what the processors have left over, so it begins with everything else.
            pipeline.installMeanwhile(Service.MINIO);
        }
        Set<Service> others = Service.extra();
        others.remove(Service.MINIO);
        CompletableFuture<Void> othersInstalled = CompletableFuture.runAsync(() -> pipeline.install(others));
        pipeline.start(Service.core());

        if (!withoutDemo) {
            step("Creating the demo source");
            run("seed");
            pipeline.replication().applyWithoutWaiting();
        }
        step("Submitting the job");
        JobControl job = pipeline.replication().job();
        new ChangeLock(settings, "./initial_run.sh", out).holding(() -> job.submit(null, null));

        List<TableId> tables = pipeline.replication().tables();
        if (!tables.isEmpty()) {
            step("Waiting until every row is in ClickHouse");
            run("wait", "--timeout", WAIT_SECONDS);
            step("Comparing the values of both sides");
            run("verify");
        }
        RuntimeException failure = null;
        try {
            step("Starting Airflow and the Kafka UI");
            awaitInstalled(othersInstalled);
            pipeline.start(others);
            startMinio(pipeline);
            new BackgroundWatch(settings, line -> out.println("  " + line)).run();
        } catch (RuntimeException e) {
            failure = e;
        }
        // Changes flow without these services, so their failure must not hide the result.
        if (!withoutDemo) {
            failure = startTraffic(pipeline, failure);
        }
        if (failure == null) {
            step("Done");
        }
        RunSummary summary = new RunSummary(settings, pipeline.connections(), out);
        summary.printTables(tables);
        summary.printAddresses();
        TableTroubles troubles = pipeline.replication().troubles();
        if (!troubles.lines().isEmpty()) {
            out.println();
            Terminal.printTable(out, TableTroubles.header(), troubles.lines());
        }
        if (!troubles.isEmpty() && failure == null) {
            failure = troubles.failure();
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static void awaitInstalled(CompletableFuture<Void> installation) {
        try {
            installation.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof CliException expected ? expected : e;
        }
    }

    private void startMinio(Pipeline pipeline) {
        if (pipeline.comesLater(Service.MINIO)) {
            pipeline.startWhenInstalled(Service.MINIO);
            out.println("  minio is still being compiled and starts by itself in some minutes; until then there is no"
                    + " archive and no backup");
        } else {
            pipeline.start(Set.of(Service.MINIO));
        }
    }

    private void step(String title) {
        out.printf("[%3d s] %s%n", (System.nanoTime() - started) / 1_000_000_000L, title);
        out.flush();
    }

    /** The first failure is the one that is reported at the end; one of the traffic beside it is only printed. */
    private RuntimeException startTraffic(Pipeline pipeline, RuntimeException before) {
        try {
            step("Starting the traffic");
            run("traffic", "start", "--unless-running");
            awaitChanges(pipeline);
            return before;
        } catch (RuntimeException e) {
            if (before == null) {
                return e;
            }
            out.println("  without traffic: " + e.getMessage());
            return before;
        }
    }

    /** Until what the table is to show has begun: changes on their way, and the lag of the last one. */
    private static void awaitChanges(Pipeline pipeline) {
        try (Client clickhouse = pipeline.connections().clickhouse()) {
            String query = "SELECT max(_committed_at) > now() - 2 AS flows FROM merge('hot', '.*')";
            Polling.until(FIRST_CHANGES, () -> clickhouse.queryAll(query).get(0).getBoolean("flows"));
        }
    }

    /** Another command, as if it had been typed; its failure ends this one. */
    private void run(String name, String... arguments) {
        CommandLine command = spec.root().subcommands().get(name);
        if (command == null) {
            throw CliException.cannotRun("this installation has no command " + name, "run again with --no-demo");
        }
        CommandLine line = new CommandLine(command.getCommandSpec().userObject())
                .setOut(out)
                .setErr(spec.commandLine().getErr())
                .setExecutionExceptionHandler(spec.root().commandLine().getExecutionExceptionHandler());
        int exitCode = line.execute(arguments);
        if (exitCode != 0) {
            String failure = name + " ended with exit code " + exitCode;
            String remedy = "see above, then repeat: ./isotherm " + name;
            throw exitCode == CliException.CANNOT_RUN
                    ? CliException.cannotRun(failure, remedy)
                    : CliException.failed(failure, remedy);
        }
    }
}
