package io.isotherm.cli.job;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.job.JobFiles.Stop;
import io.isotherm.cli.stack.FlinkState;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Ends the job with a savepoint. The cluster goes on with that when the command is ended in the middle, and the job
 * would be gone without anybody knowing where its state is. So each stop is written down before it is asked for, and
 * the next command waits for it.
 */
final class JobStop {
    private final FlinkClient flink;
    private final JobFiles files;
    private final JobStates states;
    private final FlinkState kept;
    private final Consumer<String> say;

    JobStop(FlinkClient flink, JobFiles files, JobStates states, FlinkState kept, Consumer<String> say) {
        this.flink = flink;
        this.files = files;
        this.states = states;
        this.kept = kept;
        this.say = say;
    }

    /**
     * Returns when the job has ended, and the next submit would start from its savepoint.
     *
     * @return where that is
     * @throws CliException if the job goes on instead
     */
    String run(FlinkJob job) {
        Stop stop = new Stop(job.id(), FlinkClient.newId());
        files.rememberStop(stop);
        flink.stop(stop.job(), stop.trigger());
        return await(stop);
    }

    private String await(Stop stop) {
        String location;
        try {
            location = flink.awaitSavepoint(stop.job(), stop.trigger());
        } catch (CliException e) {
            // one that takes longer than anybody waits may still end the job, and is found by the next command
            if (e.exitCode() == CliException.FAILED && flink.savepointIsOver(stop.job(), stop.trigger())) {
                files.forgetStop();
            }
            throw e;
        }
        files.rememberSavepoint(location);
        states.awaitEnd();
        return location;
    }

    /**
     * Waits for a stop that a command had begun when it was ended.
     *
     * @return where the savepoint of the job is that has ended by it; empty if no job has
     */
    Optional<String> finishEarlier() {
        Optional<Stop> begun = files.stop();
        if (begun.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> location = finish(begun.get());
        if (location.isEmpty()) {
            done();
        }
        return location;
    }

    private Optional<String> finish(Stop begun) {
        Optional<FlinkJob> job = states.find(begun.job());
        if (job.isEmpty()) {
            return states.current().isEmpty() ? whatItLeft(begun.job(), kept(begun.job())) : Optional.empty();
        }
        boolean ended = job.get().hasEnded();
        // also of one that has ended: nothing else tells at once where its savepoint is
        if (flink.knowsSavepoint(begun.job(), begun.trigger())) {
            say.accept("an earlier command was ended while it stopped job " + begun.job()
                    + (ended ? "" : "; waiting for its end"));
            try {
                return Optional.of(await(begun));
            } catch (CliException e) {
                if (files.stop().isPresent()) {
                    throw e;
                }
                say.accept(e.getMessage() + (ended ? "" : "; the job runs on"));
            }
        }
        return ended && states.current().isEmpty()
                ? whatItLeft(begun.job(), flink.lastState(job.get()).or(() -> kept(begun.job())))
                : Optional.empty();
    }

    /** Nothing else tells it once the JobManager has started anew, unless a power cut has broken what is there. */
    private Optional<String> kept(String job) {
        return kept.recoveryNote().isPresent() ? Optional.empty() : kept.newestSavepoint(job);
    }

    private Optional<String> whatItLeft(String job, Optional<String> newest) {
        Optional<String> location = newest.or(files::savepoint);
        location.ifPresent(path -> {
            say.accept("an earlier command was ended while it stopped job " + job + "; its state is in " + path);
            files.rememberSavepoint(path);
        });
        return location;
    }

    /** To be called when what the stop is part of can be repeated without it. */
    void done() {
        files.forgetStop();
    }
}
