package io.isotherm.cli.command;

import io.isotherm.cli.job.FlinkJob;
import io.isotherm.cli.job.JobControl;
import io.isotherm.cli.pipeline.Pipeline;
import io.isotherm.cli.settings.Settings;
import java.io.PrintWriter;
import java.util.List;
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
        control().submit(parallelism, savepoint);
        return 0;
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
        control().stop();
        return 0;
    }

    @Command(description = "Ends the job with a savepoint and starts the newly built jar from it.")
    int restart(
            @Option(names = "--parallelism", paramLabel = "N", description = "Default: FLINK_PARALLELISM.")
                    Integer parallelism) {
        control().restart(parallelism);
        return 0;
    }

    @Command(description = "Ends the job without a savepoint.")
    int cancel() {
        control().cancel();
        return 0;
    }

    private JobControl control() {
        return new Pipeline(Settings.load(), out()).job();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
