package io.isotherm.cli.command;

import io.isotherm.cli.job.FlinkJob;
import io.isotherm.cli.job.JobControl;
import io.isotherm.cli.pipeline.Pipeline;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.ChangeLock;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Each method is one subcommand. */
@Command(name = "job", synopsisSubcommandLabel = "COMMAND", description = "Submits, watches and stops the Flink job.")
public final class JobCommand {
    @Spec
    private CommandSpec spec;

    @Command(description = "Starts the job unless it runs; one that was stopped goes on from its savepoint.")
    int submit(
            @Option(names = "--parallelism", paramLabel = "N", description = "Default: FLINK_PARALLELISM.")
                    Integer parallelism,
            @Option(names = "--from", paramLabel = "PATH", description = "Savepoint or checkpoint to start from.")
                    String savepoint) {
        return change("submit", job -> job.submit(parallelism, savepoint));
    }

    @Command(description = "Lists the cluster's jobs, newest first.")
    int list() {
        List<FlinkJob> jobs = control().list();
        Terminal.printTable(
                out(),
                List.of("JOB", "NAME", "STATE", "STARTED"),
                jobs.stream()
                        .map(job -> List.of(
                                job.id(), job.name(), job.state(), job.started().toString()))
                        .toList());
        return 0;
    }

    @Command(description = "Takes a savepoint and prints where it is; the job goes on.")
    int savepoint() {
        out().println(control().savepoint());
        return 0;
    }

    @Command(description = "Ends the job with a savepoint, from which the next submit starts.")
    int stop() {
        return change("stop", JobControl::stop);
    }

    @Command(description = "Ends the job with a savepoint and starts the newly built jar from it.")
    int restart(
            @Option(names = "--parallelism", paramLabel = "N", description = "Default: FLINK_PARALLELISM.")
                    Integer parallelism) {
        return change("restart", job -> job.restart(parallelism));
    }

    @Command(description = "Ends the job without a savepoint.")
    int cancel() {
        control().cancel();
        return 0;
    }

    private int change(String name, Consumer<JobControl> change) {
        Settings settings = Settings.load();
        JobControl job = control();
        new ChangeLock(settings, "./isotherm job " + name, out()).holding(() -> change.accept(job));
        return 0;
    }

    private JobControl control() {
        return new Pipeline(Settings.load(), out()).replication().job();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
