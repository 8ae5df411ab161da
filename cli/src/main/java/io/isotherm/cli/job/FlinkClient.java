package io.isotherm.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.connection.Rest;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.error.StackTrace;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.waiting.Polling;
import java.io.FileNotFoundException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The jobs of a Flink cluster, through its REST API. */
public final class FlinkClient {
    /** While no task reads anything, or writes anything of it. */
    private static final Duration SAVEPOINT_WITHIN = Duration.ofMinutes(5);

    private static final int NOT_FOUND = 404;

    static final String WITHOUT_STATE =
            "without it the job reads all that Kafka holds: ./isotherm job cancel, then ./isotherm job submit";

    /** The job's main method runs while the request is open. */
    private static final Duration ACCEPTED_WITHIN = Duration.ofMinutes(5);

    private final Rest rest;
    private final Rest patient;

    public FlinkClient(Connections connections) {
        this.rest = new Rest(
                connections.http(), "flink-jobmanager", connections.settings().url(Setting.FLINK_PORT));
        this.patient = rest.within(ACCEPTED_WITHIN);
    }

    /**
     * Uploads a jar and runs its main class in the JobManager.
     *
     * @param savepoint where its state comes from, or null for none
     * @return the job's id
     */
    String run(Path jar, List<String> arguments, int parallelism, String savepoint) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        arguments.forEach(request.putArray("programArgsList")::add);
        request.put("parallelism", parallelism);
        if (savepoint != null) {
            request.put("savepointPath", savepoint);
        }
        return run(jar, request);
    }

    /** @param request as Flink's REST API describes it for {@code /jars/:jarid/run} */
    public String run(Path jar, ObjectNode request) {
        String uploaded = upload(jar);
        try {
            Rest.Answer answer = patient.post("/jars/" + uploaded + "/run", request);
            if (!answer.succeeded()) {
                String errors = answer.json().path("errors").path(1).asText(answer.body());
                throw notAccepted(StackTrace.cause(errors));
            }
            return answer.json().path("jobid").asText();
        } finally {
            rest.delete("/jars/" + uploaded);
        }
    }

    private static CliException notAccepted(String why) {
        String remedy = why.contains("Cannot find checkpoint or savepoint")
                ? WITHOUT_STATE
                : why.contains(OutOfMemoryError.class.getSimpleName())
                        ? "start it anew: ./isotherm restart flink-jobmanager"
                        : "see ./isotherm logs flink-jobmanager";
        return CliException.failed("the job was not accepted: " + why, remedy);
    }

    private String upload(Path jar) {
        String boundary = "isotherm-" + UUID.randomUUID();
        String head = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
                + jar.getFileName() + "\"\r\nContent-Type: application/x-java-archive\r\n\r\n";
        try {
            HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.concat(
                    HttpRequest.BodyPublishers.ofString(head),
                    HttpRequest.BodyPublishers.ofFile(jar),
                    HttpRequest.BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
            Rest.Answer answer = rest.expectSuccess(
                    patient.post("/jars/upload", "multipart/form-data; boundary=" + boundary, body), "the job's jar");
            String path = answer.json().path("filename").asText();
            return path.substring(path.lastIndexOf('/') + 1);
        } catch (FileNotFoundException e) {
            throw CliException.cannotRun("there is no " + jar, "build it: mvn -DskipTests package", e);
        }
    }

    /** Every job the cluster remembers, finished ones included, newest first. */
    public List<FlinkJob> jobs() {
        List<FlinkJob> jobs = new ArrayList<>();
        for (JsonNode job : rest.getJson("/jobs/overview").path("jobs")) {
            jobs.add(new FlinkJob(
                    job.path("jid").asText(),
                    job.path("name").asText(),
                    job.path("state").asText(),
                    Instant.ofEpochMilli(job.path("start-time").asLong())));
        }
        jobs.sort((left, right) -> right.started().compareTo(left.started()));
        return jobs;
    }

    /** Task slots of all registered TaskManagers. */
    public int slots() {
        return rest.getJson("/overview").path("slots-total").asInt();
    }

    /** Whether every task of the job runs; the job itself is called running before that. */
    public boolean allTasksRun(String jobId) {
        JsonNode job = rest.getJson("/jobs/" + jobId);
        boolean any = false;
        for (JsonNode vertex : job.path("vertices")) {
            any = true;
            if (vertex.path("tasks").path("RUNNING").asInt()
                    != vertex.path("parallelism").asInt()) {
                return false;
            }
        }
        return any;
    }

    /** Changes whenever the job or one of its tasks passes from one state to the next. */
    String progressOf(String jobId) {
        JsonNode job = rest.getJson("/jobs/" + jobId);
        StringBuilder progress = new StringBuilder(job.path("state").asText());
        job.path("vertices").forEach(vertex -> progress.append(vertex.path("tasks")));
        return progress.toString();
    }

    /** Subtasks of the job's operators: the most that any has. */
    int parallelism(String jobId) {
        int most = 1;
        for (JsonNode vertex : rest.getJson("/jobs/" + jobId).path("vertices")) {
            most = Math.max(most, vertex.path("parallelism").asInt());
        }
        return most;
    }

    /** Checkpoints that the job has completed since it was submitted. */
    int completedCheckpoints(String jobId) {
        return checkpoints(jobId).path("counts").path("completed").asInt();
    }

    private JsonNode checkpoints(String jobId) {
        return rest.getJson("/jobs/" + jobId + "/checkpoints");
    }

    /** Changes while tasks read records, or write their part of a checkpoint or savepoint. */
    String checkpointProgressOf(String jobId) {
        StringBuilder progress = new StringBuilder(progressOf(jobId));
        rest.getJson("/jobs/" + jobId).path("vertices").forEach(vertex -> progress.append(' ')
                .append(vertex.path("metrics").path("read-records").asLong()));
        JsonNode newest = checkpoints(jobId).path("history").path(0);
        // one that fails and the next, which gets as far, are no progress
        return progress.append(' ')
                .append(newest.path("num_acknowledged_subtasks").asInt())
                .append(' ')
                .append(newest.path("checkpointed_size").asLong())
                .toString();
    }

    /** Asks for a checkpoint before its interval is over; one that cannot be taken now is not an error. */
    void askForCheckpoint(String jobId) {
        rest.post(
                "/jobs/" + jobId + "/checkpoints",
                JsonNodeFactory.instance.objectNode().put("checkpointType", "CONFIGURED"));
    }

    /** Why a job failed, in one line. */
    public String failureOf(String jobId) {
        JsonNode exceptions = rest.getJson("/jobs/" + jobId + "/exceptions");
        String trace = exceptions
                .path("exceptionHistory")
                .path("entries")
                .path(0)
                .path("stacktrace")
                .asText(exceptions.path("root-exception").asText(""));
        return StackTrace.cause(trace);
    }

    /** Why the newest checkpoint that was tried has failed, else what has the job start again and again. */
    String whyNoCheckpoint(String jobId) {
        String failure = checkpoints(jobId)
                .path("latest")
                .path("failed")
                .path("failure_message")
                .asText("");
        if (!failure.isEmpty()) {
            return failure.lines().findFirst().orElseThrow();
        }
        return failureOf(jobId);
    }

    /** Takes a savepoint in the cluster's own folder, and leaves the job running. */
    String savepoint(String jobId) {
        String trigger = newId();
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("triggerId", trigger);
        rest.expectSuccess(rest.post("/jobs/" + jobId + "/savepoints", body), "a savepoint");
        return awaitSavepoint(jobId, trigger);
    }

    /**
     * Has a job end with a savepoint in the cluster's own folder. Returns at once.
     *
     * @param trigger a {@link #newId}, by which {@link #awaitSavepoint} finds it again
     */
    void stop(String jobId, String trigger) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("drain", false).put("triggerId", trigger);
        rest.expectSuccess(rest.post("/jobs/" + jobId + "/stop", body), "a savepoint");
    }

    /** Whether the cluster knows of a savepoint, and answers how it is. It forgets one minutes after its end. */
    boolean knowsSavepoint(String jobId, String trigger) {
        return rest.get(savepointPath(jobId, trigger)).status() != NOT_FOUND;
    }

    /** Whether it has been taken, or has failed. */
    boolean savepointIsOver(String jobId, String trigger) {
        return isOver(rest.getJson(savepointPath(jobId, trigger)));
    }

    private static boolean isOver(JsonNode answer) {
        return "COMPLETED".equals(answer.path("status").path("id").asText());
    }

    /** @return where the savepoint is */
    String awaitSavepoint(String jobId, String trigger) {
        JsonNode[] answer = new JsonNode[1];
        boolean completed = Polling.whileProgressing(SAVEPOINT_WITHIN, () -> checkpointProgressOf(jobId), () -> {
            answer[0] = rest.getJson(savepointPath(jobId, trigger));
            return isOver(answer[0]);
        });
        JsonNode operation = completed ? answer[0].path("operation") : JsonNodeFactory.instance.objectNode();
        if (!operation.path("location").isTextual()) {
            String why = completed
                    ? StackTrace.cause(
                            operation.path("failure-cause").path("stack-trace").asText())
                    : "nothing has moved for " + SAVEPOINT_WITHIN.toMinutes() + " minutes";
            throw CliException.failed("the savepoint failed: " + why, "see ./isotherm logs flink-jobmanager");
        }
        return operation.path("location").asText();
    }

    private static String savepointPath(String jobId, String trigger) {
        return "/jobs/" + jobId + "/savepoints/" + trigger;
    }

    /**
     * The newest state of a job that still exists: its own savepoint or checkpoint, else the one that it began with.
     * The cluster knows it until its JobManager ends.
     */
    Optional<String> lastState(FlinkJob job) {
        JsonNode checkpoints = checkpoints(job.id());
        JsonNode latest = checkpoints.path("latest");
        List<JsonNode> states = new ArrayList<>(List.of(latest.path("savepoint")));
        // Flink deletes the checkpoints of a job that has finished
        if (!job.hasFinished()) {
            states.add(latest.path("restored"));
            states.add(latest.path("completed"));
            checkpoints.path("history").forEach(states::add);
        }
        return states.stream()
                .filter(state -> state.path("external_path").isTextual())
                .filter(state -> !state.path("discarded").asBoolean())
                .max(Comparator.comparingLong(state -> state.path("id").asLong()))
                .map(state -> state.path("external_path").asText());
    }

    /** As Flink wants them for what a client names. */
    static String newId() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    /** Ends a job without a savepoint. */
    public void cancel(String jobId) {
        rest.expectSuccess(rest.patch("/jobs/" + jobId + "?mode=cancel"), "to cancel the job");
    }
}
