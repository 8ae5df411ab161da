package io.isotherm.cli.job;

import io.isotherm.cli.CliException;
import io.isotherm.cli.Connections;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.Polling;
import io.isotherm.cli.stack.ServiceEndpoints;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The life of the one job named {@code isotherm}. */
public final class JobControl {
    private static final String JOB_NAME = "isotherm";
    private static final Duration RUNS_WITHIN = Duration.ofSeconds(120);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

    private final Settings settings;
    private final ServiceEndpoints endpoints;
    private final FlinkClient flink;
    private final JobFiles files;
    private final PrintWriter progress;

    public JobControl(Connections connections, ServiceEndpoints endpoints, PrintWriter progress) {
        this.settings = connections.settings();
        this.endpoints = endpoints;
        this.flink = new FlinkClient(connections);
        this.files = new JobFiles(settings);
        this.progress = progress;
    }

    /**
     * Submits the job unless it is there already, and waits until all of its tasks run. A job that was stopped goes on
     * from its savepoint.
     *
     * @param parallelism subtasks per operator, or null for the setting
     * @param savepoint where to start from, or null for the last stop's
     */
    public void submit(Integer parallelism, String savepoint) {
        Optional<FlinkJob> present = current();
        if (present.isPresent()) {
            files.rememberWanted();
            awaitRunning(present.get().id());
            say("job " + present.get().id() + " runs already");
            return;
        }
        String from = savepoint != null ? savepoint : whereItWas().orElse(null);
        String config = files.writeConfig(endpoints, System.getenv());
        int subtasks = parallelism != null ? parallelism : settings.number(Setting.FLINK_PARALLELISM);
        files.rememberWanted();
        String id = flink.run(files.jar(), List.of("--config", config), subtasks, from);
        awaitRunning(id);
        files.forgetSavepoint();
        files.forgetSavedState();
        say("job " + id + " runs with parallelism " + subtasks + (from == null ? "" : ", from " + from));
    }

    private Optional<String> whereItWas() {
        return files.savepoint().or(() -> files.savedState().flatMap(SavedState::checkpoint));
    }

    /**
     * Has the job run again that ran when the stack went down, and waits until it does. A cluster takes its jobs over by
     * itself; one that it has lost or given up is submitted again. One that was stopped or cancelled here stays so.
     */
    public void resume() {
        Optional<FlinkJob> present = current();
        if (present.isPresent()) {
            files.rememberWanted();
            awaitRunning(present.get().id());
            say("job " + present.get().id() + " runs");
        } else if (files.savedState().isPresent()) {
            say("a power cut has taken the files that Flink would recover the job from: "
                    + files.savedState().get());
            submit(null, null);
        } else if (files.isWanted()) {
            say("the job had ended without being told to, so it is submitted again");
            submit(null, null);
        } else {
            say("no job runs: " + (files.wasSubmitted() ? "it was stopped or cancelled" : "none was submitted yet")
                    + "; ./isotherm job submit starts it");
        }
    }

    /** Ends the job with a savepoint that the next submit starts from. */
    public void stop() {
        endWithSavepoint();
        files.forgetWanted();
    }

    private void endWithSavepoint() {
        String location = flink.savepoint(required().id(), true);
        files.rememberSavepoint(location);
        boolean ended = Polling.until(ENDS_WITHIN, () -> current().isEmpty());
        if (!ended) {
            throw CliException.failed("the job did not end", "see ./isotherm logs flink-jobmanager");
        }
        say("stopped; its state is in " + location);
    }

    /** Stops the job and starts the built jar from its savepoint. */
    public void restart(Integer parallelism) {
        if (current().isPresent()) {
            endWithSavepoint();
        }
        submit(parallelism, null);
    }

    /** Restarts the job if {@code tables.yaml} is not what it was submitted with; a job that does not run is left so. */
    public void restartIfTablesChanged() {
        if (current().isPresent() && files.tablesChanged()) {
            say("tables.yaml has changed: the job restarts from a savepoint");
            restart(null);
        }
    }

    /** Takes a savepoint and leaves the job running. */
    public String savepoint() {
        return flink.savepoint(required().id(), false);
    }

    /** Ends the job without a savepoint. */
    public void cancel() {
        FlinkJob job = required();
        flink.cancel(job.id());
        boolean ended = Polling.until(ENDS_WITHIN, () -> current().isEmpty());
        if (!ended) {
            throw CliException.failed("the job did not end", "see ./isotherm logs flink-jobmanager");
        }
        files.forgetWanted();
        say("cancelled job " + job.id());
    }

    public List<FlinkJob> list() {
        return flink.jobs();
    }

    private Optional<FlinkJob> current() {
        return flink.jobs().stream()
                .filter(job -> job.name().equals(JOB_NAME) && !job.hasEnded())
                .findFirst();
    }

    private FlinkJob required() {
        return current()
                .orElseThrow(() ->
                        CliException.failed("no job named " + JOB_NAME + " runs", "start it: ./isotherm job submit"));
    }

    private void awaitRunning(String id) {
        boolean decided = Polling.whileProgressing(RUNS_WITHIN, () -> flink.progressOf(id), () -> {
            FlinkJob job = byId(id);
            return job.hasEnded() || (job.isRunning() && flink.allTasksRun(id));
        });
        FlinkJob job = byId(id);
        if (!decided || job.hasEnded()) {
            throw CliException.failed(
                    "job " + id + " is " + job.state() + ": " + flink.failureOf(id),
                    "see ./isotherm logs flink-taskmanager and the Flink UI at " + settings.url(Setting.FLINK_PORT));
        }
    }

    private FlinkJob byId(String id) {
        return flink.jobs().stream()
                .filter(job -> job.id().equals(id))
                .findFirst()
                .orElseThrow(() -> CliException.failed(
                        "the cluster does not know job " + id, "see ./isotherm logs flink-jobmanager"));
    }

    private void say(String text) {
        progress.println("  " + text);
        progress.flush();
    }
}
