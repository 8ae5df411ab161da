package io.isotherm.cli.job;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.FlinkState;
import io.isotherm.cli.stack.Launcher;
import io.isotherm.cli.stack.ServiceEndpoints;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The life of the one job named {@code isotherm}. */
public final class JobControl {
    private static final Duration CHECKPOINT_WITHIN = Duration.ofMinutes(5);

    private final Settings settings;
    private final ServiceEndpoints endpoints;
    private final FlinkClient flink;
    private final JobFiles files;
    private final FlinkState kept;
    private final JobCheck check;
    private final JobStates states;
    private final JobStop stop;
    private final Runnable afterStart;
    private final PrintWriter progress;

    /** @param afterStart is called when a job runs that was started here, with the tables that it was given */
    public JobControl(Connections connections, Launcher launcher, Runnable afterStart, PrintWriter progress) {
        this.settings = connections.settings();
        this.endpoints = launcher.endpoints();
        this.kept = launcher.flinkState();
        this.flink = new FlinkClient(connections);
        this.files = new JobFiles(settings);
        this.check = new JobCheck(flink, files, ServiceEndpoints.local(settings), settings);
        this.states = new JobStates(flink, settings.url(Setting.FLINK_PORT), CHECKPOINT_WITHIN);
        this.stop = new JobStop(flink, files, states, kept, this::say);
        this.afterStart = afterStart;
        this.progress = progress;
    }

    /**
     * Submits the job unless it is there already, and waits until it has completed a checkpoint. A job that was stopped
     * goes on from its savepoint.
     *
     * @param parallelism subtasks per operator, or null for the setting
     * @param savepoint where to start from, or null for the last stop's
     */
    public void submit(Integer parallelism, String savepoint) {
        Optional<FlinkJob> present = current();
        if (present.isPresent()) {
            files.rememberWanted();
            awaitWork(present.get().id());
            say("job " + present.get().id() + " runs already");
            return;
        }
        String from = savepoint != null ? savepoint : whereItWas().orElse(null);
        int subtasks = wanted(parallelism);
        check.run(subtasks);
        if (from != null) {
            check.requireState(from);
        }
        files.rememberWanted();
        start(files.jar(), files.writeConfig(endpoints, System.getenv()), subtasks, from);
    }

    private int wanted(Integer parallelism) {
        return parallelism != null ? parallelism : settings.number(Setting.FLINK_PARALLELISM);
    }

    /** Returns when the job has completed a checkpoint: its state can be read, and everything it needs answers. */
    private void start(Path jar, String config, int subtasks, String from) {
        String id = flink.run(jar, List.of("--config", config), subtasks, from);
        awaitWork(id);
        files.keepJar(jar);
        kept.deleteRecoveryNote();
        afterStart.run();
        say("job " + id + " runs with parallelism " + subtasks + (from == null ? "" : ", from " + from));
    }

    /** One that a command has cancelled begins anew: what it wrote may be gone by now. */
    private Optional<String> whereItWas() {
        return files.savepoint().or(() -> {
            Optional<SavedState> saved = savedState();
            return saved.isPresent()
                    ? saved.get().checkpoint()
                    : files.isWanted() ? states.lastState() : Optional.empty();
        });
    }

    /** What a power cut has left of the job's state; empty unless it has broken what Flink recovers from by itself. */
    private Optional<SavedState> savedState() {
        return kept.recoveryNote().map(SavedState::of);
    }

    /** A savepoint is kept until then: what started from it may have to be started once more. */
    private void awaitWork(String id) {
        states.awaitRunning(id);
        states.awaitCheckpoint(id);
        files.forgetSavepoint();
    }

    /** The job that runs, once a stop is over that an earlier command had begun. */
    private Optional<FlinkJob> current() {
        stop.finishEarlier().ifPresent(location -> stop.done());
        return states.current();
    }

    /**
     * Has the job run again that ran when the stack went down, and waits until it does. A cluster takes its jobs over
     * by itself; one that it has lost or given up is submitted again. One that was stopped or cancelled here stays so.
     */
    public void resume() {
        Optional<FlinkJob> present = current();
        if (present.isPresent()) {
            files.rememberWanted();
            states.awaitRunning(present.get().id());
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
        String location = stop.finishEarlier().orElseGet(() -> stop.run(states.required()));
        files.forgetWanted();
        stop.done();
        say("stopped; its state is in " + location);
    }

    public boolean runs() {
        return current().isPresent();
    }

    /** Why no change reaches ClickHouse, in a few words; empty if the job runs, or was never submitted. */
    public Optional<String> trouble() {
        Optional<FlinkJob> job = states.current();
        if (job.isPresent()) {
            return job.filter(present -> !present.isRunning()).map(present -> "the job is " + present.state());
        }
        return files.wasSubmitted() ? Optional.of("no job runs") : Optional.empty();
    }

    /** The same to start it again: a command that is ended in between leaves a job that is to run. */
    public void stopForAWhile() {
        files.rememberWanted();
        String location = stop.run(states.required());
        stop.done();
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
        stopForAWhile();
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
            states.current().ifPresent(this::end);
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
            awaitWork(present.get().id());
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
        boolean runs = current().isPresent();
        if (runs && files.tablesChanged()) {
            say("tables.yaml has changed: the job restarts from a savepoint");
            restart(null);
        } else if (!runs && files.isWanted()) {
            say("the job had ended without being told to; it starts again");
            submit(null, null);
        }
    }

    /** @throws CliException naming what would keep the job from starting; it is asked while all still runs */
    public void check() {
        check.run(wanted(null));
    }

    /** Takes a savepoint and leaves the job running. */
    public String savepoint() {
        return flink.savepoint(states.required().id());
    }

    /** Ends the job without a savepoint. If none runs, the next one begins without state. */
    public void cancel() {
        Optional<FlinkJob> present = states.current();
        if (present.isEmpty() && files.goesOn()) {
            files.forgetWhereItWas();
            stop.done();
            kept.deleteRecoveryNote();
            say("no job runs; the next one begins without state");
            return;
        }
        FlinkJob job = present.orElseGet(states::required);
        if (flink.completedCheckpoints(job.id()) > 0) {
            files.forgetSavepoint();
        }
        end(job);
        stop.done();
        files.forgetWanted();
        say("cancelled job " + job.id());
    }

    private void end(FlinkJob job) {
        flink.cancel(job.id());
        states.awaitEnd();
    }

    public List<FlinkJob> list() {
        return flink.jobs();
    }

    private void say(String text) {
        progress.println("  " + text);
        progress.flush();
    }
}
