package io.isotherm.bench.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.connection.Rest;
import io.isotherm.cli.job.FlinkClient;
import io.isotherm.cli.settings.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Jobs of the stack's Flink cluster. */
public final class FlinkJobs {
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

    private final FlinkClient client;
    private final Rest rest;
    private final Path root;
    private final int parallelism;

    FlinkJobs(Connections connections, Path root) {
        this.client = new FlinkClient(connections);
        this.rest = new Rest(
                connections.http(), "flink-jobmanager", connections.settings().url(Setting.FLINK_PORT));
        this.root = root;
        this.parallelism = connections.settings().number(Setting.FLINK_PARALLELISM);
    }

    /** The job that users run. */
    public Path isothermJar() {
        return jar("flink-job/target", "isotherm-job-.*\\.jar");
    }

    /** The jobs it is compared with. */
    public Path benchJar() {
        return jar("bench/target", "bench-jobs-.*\\.jar");
    }

    /**
     * Submits a job without state.
     *
     * @param mainClass null for the jar's own
     * @param configuration of Flink, for this job
     * @return the job's id
     */
    public String submit(Path jar, String mainClass, List<String> arguments, Map<String, String> configuration) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        arguments.forEach(request.putArray("programArgsList")::add);
        request.put("parallelism", parallelism);
        if (mainClass != null) {
            request.put("entryClass", mainClass);
        }
        configuration.forEach(request.putObject("flinkConfiguration")::put);
        return client.run(jar, request);
    }

    /** @throws BenchException if the job has ended or is restarting after a failure */
    public void requireHealthy(String job) {
        String state = rest.getJson("/jobs/" + job).path("state").asText();
        if (!List.of("CREATED", "INITIALIZING", "RUNNING").contains(state)) {
            throw new BenchException("job " + job + " is " + state + ": " + client.failureOf(job));
        }
    }

    public int completedCheckpoints(String job) {
        return checkpoints(job).path("counts").path("completed").asInt();
    }

    /** Bytes of the newest completed checkpoint; 0 if there is none. */
    public long checkpointBytes(String job) {
        return checkpoints(job)
                .path("latest")
                .path("completed")
                .path("state_size")
                .asLong();
    }

    /** When the last checkpoints were triggered, in milliseconds since 1970. */
    public List<Long> checkpointMoments(String job) {
        List<Long> moments = new ArrayList<>();
        checkpoints(job)
                .path("history")
                .forEach(one -> moments.add(one.path("trigger_timestamp").asLong()));
        return moments;
    }

    private JsonNode checkpoints(String job) {
        return rest.getJson("/jobs/" + job + "/checkpoints");
    }

    public void awaitRunning(String job) {
        Pause.until("the start of job " + job, ENDS_WITHIN, () -> {
            requireHealthy(job);
            return client.allTasksRun(job);
        });
    }

    public void cancel(String job) {
        client.cancel(job);
        Pause.until("the end of job " + job, ENDS_WITHIN, () -> client.jobs().stream()
                .filter(other -> other.id().equals(job))
                .allMatch(other -> other.hasEnded()));
    }

    private Path jar(String folder, String pattern) {
        try (Stream<Path> files = Files.list(root.resolve(folder))) {
            return files.filter(file -> file.getFileName().toString().matches(pattern))
                    .findFirst()
                    .orElseThrow(
                            () -> new BenchException("there is no jar in " + folder + "; mvn -DskipTests package"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
