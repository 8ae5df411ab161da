package io.isotherm.cli.job;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.waiting.Polling;
import io.isotherm.job.config.PipelineNames;
import java.time.Duration;
import java.util.Optional;

/** Finds the job in its cluster, and waits until it is in the state that a command is to bring it to. */
final class JobStates {
    private static final Duration RUNS_WITHIN = Duration.ofSeconds(120);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

    private final FlinkClient flink;
    private final String userInterface;
    private final Duration checkpointWithin;

    /**
     * @param userInterface the address of Flink's
     * @param checkpointWithin how long neither a record nor a part of a checkpoint may come
     */
    JobStates(FlinkClient flink, String userInterface, Duration checkpointWithin) {
        this.flink = flink;
        this.userInterface = userInterface;
        this.checkpointWithin = checkpointWithin;
    }

    Optional<FlinkJob> current() {
        return flink.jobs().stream()
                .filter(job -> job.name().equals(PipelineNames.JOB) && !job.hasEnded())
                .findFirst();
    }

    /** Where the newest job was when it ended; empty if none has, or its checkpoints went with it. */
    Optional<String> lastState() {
        return flink.jobs().stream()
                .filter(job -> job.name().equals(PipelineNames.JOB))
                .findFirst()
                .flatMap(flink::lastState);
    }

    FlinkJob required() {
        return current()
                .orElseThrow(() -> CliException.failed(
                        "no job named " + PipelineNames.JOB + " runs", "start it: ./isotherm job submit"));
    }

    /** Empty if the cluster does not remember it. */
    Optional<FlinkJob> find(String id) {
        return flink.jobs().stream().filter(job -> job.id().equals(id)).findFirst();
    }

    /** Returns when all tasks run. */
    void awaitRunning(String id) {
        boolean decided = Polling.whileProgressing(RUNS_WITHIN, () -> flink.progressOf(id), () -> {
            FlinkJob job = byId(id);
            return job.hasEnded() || (job.isRunning() && flink.allTasksRun(id));
        });
        if (!decided || byId(id).hasEnded()) {
            throw doesNotRun(id);
        }
    }

    /** Returns when the job has completed a checkpoint: its state can be read, and everything it needs answers. */
    void awaitCheckpoint(String id) {
        if (flink.completedCheckpoints(id) > 0) {
            return;
        }
        flink.askForCheckpoint(id);
        boolean done = Polling.whileProgressing(checkpointWithin, () -> flink.checkpointProgressOf(id), () -> {
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
                    "job " + id + " runs and has not completed a checkpoint: " + flink.whyNoCheckpoint(id),
                    "see ./isotherm logs flink-taskmanager and the Flink UI at " + userInterface);
        }
    }

    /** Returns when no job runs. */
    void awaitEnd() {
        boolean ended = Polling.whileProgressing(
                ENDS_WITHIN,
                () -> current().map(job -> flink.progressOf(job.id())).orElse(""),
                () -> current().isEmpty());
        if (!ended) {
            throw CliException.failed("the job did not end", "see ./isotherm logs flink-jobmanager");
        }
    }

    private CliException doesNotRun(String id) {
        return CliException.failed(
                "job " + id + " is " + byId(id).state() + ": " + flink.failureOf(id),
                "see ./isotherm logs flink-taskmanager and the Flink UI at " + userInterface);
    }

    private FlinkJob byId(String id) {
        return find(id).orElseThrow(() ->
                CliException.failed("the cluster does not know job " + id, "see ./isotherm logs flink-jobmanager"));
    }
}
