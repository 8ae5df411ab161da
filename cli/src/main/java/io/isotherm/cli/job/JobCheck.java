package io.isotherm.cli.job;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.ServiceEndpoints;
import io.isotherm.cli.waiting.Polling;
import io.isotherm.job.StartupCheck;
import io.isotherm.job.config.ConfigException;
import io.isotherm.job.config.JobConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Finds out, while the job still runs, what would keep it from starting again. Stops and starts nothing. */
final class JobCheck {
    /** A TaskManager that is started waits for its JobManager, which may have to become the leader first. */
    private static final Duration REGISTERED_WITHIN = Duration.ofMinutes(2);

    private final FlinkClient flink;
    private final JobFiles files;
    private final ServiceEndpoints fromHere;
    private final Path data;

    /** @param fromHere the servers as this host finds them, which from within containers is elsewhere */
    JobCheck(FlinkClient flink, JobFiles files, ServiceEndpoints fromHere, Settings settings) {
        this.data = settings.home().resolve("data");
        this.flink = flink;
        this.files = files;
        this.fromHere = fromHere;
    }

    /** @throws CliException naming everything that was found */
    void run(int parallelism) {
        files.jar();
        // a TaskManager that has just started is on its way
        if (!Polling.whileProgressing(REGISTERED_WITHIN, flink::slots, () -> flink.slots() >= parallelism)) {
            throw CliException.failed(
                    "the job needs " + parallelism + " task slots and the TaskManagers have " + flink.slots(),
                    "see ./isotherm status for flink-taskmanager; more FLINK_TASK_SLOTS or less FLINK_PARALLELISM in .env");
        }
        try {
            StartupCheck.run(JobConfigLoader.load(files.writeCheckedConfig(fromHere, System.getenv()), Map.of()));
        } catch (ConfigException e) {
            throw CliException.failed(e.getMessage(), "remove the cause; what runs was left alone", e);
        } catch (IOException e) {
            throw CliException.failed("cannot read the job's configuration: " + Cause.of(e), "run this again", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted while the job was checked", "run this again", e);
        }
    }

    /**
     * Flink keeps in memory what it has loaded for a job whose state it does not find, so that after some tries it
     * takes no job any more. Looks only where this host sees the cluster's files.
     *
     * @param location of a savepoint or checkpoint, as Flink writes it: a path with spaces and all behind its scheme,
     *     and no URI
     */
    void requireState(String location) {
        if (location.startsWith("file:")) {
            Path state = Path.of(location.replaceFirst("^file:/+", "/"));
            if (state.startsWith(data) && !Files.exists(state)) {
                throw CliException.failed("there is no savepoint or checkpoint " + state, FlinkClient.WITHOUT_STATE);
            }
        }
    }
}
