package io.isotherm.cli.job;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.Launcher;
import io.isotherm.cli.stack.RecoveryNote;
import io.isotherm.cli.stack.ServiceEndpoints;
import io.isotherm.cli.waiting.Polling;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The life of the one job named {@code isotherm}. */
public final class JobControl {
    private static final String JOB_NAME = "isotherm";
    private static final Duration RUNS_WITHIN = Duration.ofSeconds(120);
    private static final Duration CHECKPOINT_WITHIN = Duration.ofMinutes(5);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

    private final Settings settings;
    private final ServiceEndpoints endpoints;
    private final FlinkClient flink;
    private final JobFiles files;
    private final RecoveryNote note;
    private final JobCheck check;
    private final Runnable afterStart;
    private final PrintWriter progress;

    /** @param afterStart is called when a job runs that was started here, with the tables that it was given */
    public JobControl(Connections connections, Launcher launcher, Runnable afterStart, PrintWriter progress) {
        this.settings = connections.settings();
        this.endpoints = launcher.endpoints();
        this.note = launcher.recoveryNote();
        this.flink = new FlinkClient(connections);
        this.files = new JobFiles(settings);
        this.check = new JobCheck(flink, files, ServiceEndpoints.local(settings));
        this.afterStart = afterStart;
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
        int subtasks = wanted(parallelism);
        check.run(subtasks);
        files.rememberWanted();
        start(files.jar(), files.writeConfig(endpoints, System.getenv()), subtasks, from);
    }

    private int wanted(Integer parallelism) {
        return parallelism != null ? parallelism : settings.number(Setting.FLINK_PARALLELISM);
    }

    /** Returns when the job has completed a checkpoint: its state can be read, and everything it needs answers. */
    private void start(Path jar, String config, int subtasks, String from) {
        String id = flink.run(jar, List.of("--config", config), subtasks, from);
        awaitRunning(id);
        awaitCheckpoint(id);
        files.keepJar(jar);
        files.forgetSavepoint();
        note.delete();
        afterStart.run();
        say("job " + id + " runs with parallelism " + subtasks + (from == null ? "" : ", from " + from));
    }

    private Optional<String> whereItWas() {
        return files.savepoint().or(() -> savedState().flatMap(SavedState::checkpoint));
    }

    /** What a power cut has left of the job's state; empty unless it has broken what Flink recovers from by itself. */
    private Optional<SavedState> savedState() {
        return note.text().map(SavedState::of);
    }

    private void awaitCheckpoint(String id) {
        flink.askForCheckpoint(id);
        boolean done = Polling.until(CHECKPOINT_WITHIN, () -> {
            if (flink.completedCheckpoints(id) > 0) {
                return true;
            }
            if (byId(id).hasEnded()) {
                throw doesNotRun(id);
            }
            return false;
        });
        if (!done) {
            throw CliException.failed(
                    "job " + id + " has not completed a checkpoint within " + CHECKPOINT_WITHIN.toMinutes()
                            + " minutes: " + flink.failureOf(id),
                    "see ./isotherm logs flink-taskmanager and the Flink UI at " + settings.url(Setting.FLINK_PORT));
        }
    }

    /**
     * Has the job run again that ran when the stack went down, and waits until it does. A cluster takes its jobs over
     * by itself; one that it has lost or given up is submitted again. One that was stopped or cancelled here stays so.
     */
    public void resume() {
        Optional<FlinkJob> present = current();
        if (present.isPresent()) {
            files.rememberWanted();
            awaitRunning(present.get().id());
            say("job " + present.get().id() + " runs");
        } else if (savedState().isPresent()) {
            say("a power cut has taken the files that Flink would recover the job from: "
                    + savedState().get());
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

    /**
     * Stops the job and starts the built jar from its savepoint.
     *
     * @throws CliException if the new one does not start; the one that ran before was brought back then
     */
    public void restart(Integer parallelism) {
        Optional<FlinkJob> before = current();
        if (before.isEmpty()) {
            submit(parallelism, null);
            return;
        }
        int subtasks = wanted(parallelism);
        check.run(subtasks);
        int subtasksBefore = flink.parallelism(before.get().id());
        Optional<String> tablesBefore = files.submittedTables();
        files.rememberWanted();
        endWithSavepoint();
        String from = files.savepoint().orElseThrow();
        try {
            start(files.jar(), files.writeConfig(endpoints, System.getenv()), subtasks, from);
        } catch (CliException e) {
            throw broughtBack(e, tablesBefore, subtasksBefore, from);
        }
    }

    /** @return what to tell */
    private CliException broughtBack(CliException failure, Optional<String> tables, int subtasks, String from) {
        say("the job did not start: " + failure.getMessage());
        say("bringing back the one that ran before");
        try {
            if (current().isPresent()) {
                end(current().get());
            }
            String config = tables.isPresent()
                    ? files.writeConfig(endpoints, System.getenv(), tables.get())
                    : files.writeConfig(endpoints, System.getenv());
            start(files.runningJar(), config, subtasks, from);
            return CliException.failed(
                    "the job did not start: " + failure.getMessage() + "\n  what ran before runs again",
                    failure.remedy(),
                    failure);
        } catch (CliException e) {
            return CliException.failed(
                    "the job did not start: " + failure.getMessage()
                            + "\n  and the one that ran before could not be brought back: " + e.getMessage(),
                    "remove the cause; ./isotherm apply then starts it from " + from,
                    failure);
        }
    }

    /**
     * Has the job run with {@code tables.yaml} as it is now. One that an operator has stopped is left so.
     *
     * @throws CliException if it does not run then
     */
    public void apply() {
        Optional<FlinkJob> present = current();
        if (present.isPresent() && files.tablesChanged()) {
            say("tables.yaml has changed: the job restarts from a savepoint");
            restart(null);
        } else if (present.isPresent()) {
            awaitRunning(present.get().id());
        } else if (files.isWanted() || !files.wasSubmitted()) {
            say(files.isWanted() ? "the job had ended without being told to; it starts again" : "starting the job");
            submit(null, null);
        } else {
            throw CliException.failed(
                    "no job runs: ./isotherm job stop or cancel has ended it, and no change reaches ClickHouse",
                    "start it: ./isotherm job submit");
        }
    }

    /** Restarts the job if it runs, and {@code tables.yaml} is not what it was submitted with. */
    public void restartIfTablesChanged() {
        if (current().isPresent() && files.tablesChanged()) {
            say("tables.yaml has changed: the job restarts from a savepoint");
            restart(null);
        }
    }

    /** @throws CliException naming what would keep the job from starting; it is asked while all still runs */
    public void check() {
        check.run(wanted(null));
    }

    /** Takes a savepoint and leaves the job running. */
    public String savepoint() {
        return flink.savepoint(required().id(), false);
    }

    /** Ends the job without a savepoint. */
    public void cancel() {
        FlinkJob job = required();
        end(job);
        files.forgetWanted();
        say("cancelled job " + job.id());
    }

    private void end(FlinkJob job) {
        flink.cancel(job.id());
        boolean ended = Polling.until(ENDS_WITHIN, () -> current().isEmpty());
        if (!ended) {
            throw CliException.failed("the job did not end", "see ./isotherm logs flink-jobmanager");
        }
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
        if (!decided || byId(id).hasEnded()) {
            throw doesNotRun(id);
        }
    }

    private CliException doesNotRun(String id) {
        return CliException.failed(
                "job " + id + " is " + byId(id).state() + ": " + flink.failureOf(id),
                "see ./isotherm logs flink-taskmanager and the Flink UI at " + settings.url(Setting.FLINK_PORT));
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
