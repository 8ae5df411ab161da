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
import java.util.List;
import java.util.UUID;

/** The jobs of a Flink cluster, through its REST API. */
public final class FlinkClient {
    private static final Duration SAVEPOINT_WITHIN = Duration.ofMinutes(10);

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
                throw CliException.failed(
                        "the job was not accepted: " + StackTrace.cause(errors),
                        "see ./isotherm logs flink-jobmanager");
            }
            return answer.json().path("jobid").asText();
        } finally {
            rest.delete("/jars/" + uploaded);
        }
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
        return rest.getJson("/jobs/" + jobId + "/checkpoints")
                .path("counts")
                .path("completed")
                .asInt();
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

    /** Starts a savepoint in the cluster's own folder and waits for it; with {@code stop} the job then ends. */
    String savepoint(String jobId, boolean stop) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        String path = "/jobs/" + jobId + (stop ? "/stop" : "/savepoints");
        if (stop) {
            body.put("drain", false);
        }
        String trigger = rest.expectSuccess(rest.post(path, body), "a savepoint")
                .json()
                .path("request-id")
                .asText();
        JsonNode[] answer = new JsonNode[1];
        boolean completed = Polling.until(SAVEPOINT_WITHIN, () -> {
            answer[0] = rest.getJson("/jobs/" + jobId + "/savepoints/" + trigger);
            return "COMPLETED".equals(answer[0].path("status").path("id").asText());
        });
        JsonNode operation = completed ? answer[0].path("operation") : JsonNodeFactory.instance.objectNode();
        if (!operation.path("location").isTextual()) {
            String why = completed
                    ? StackTrace.cause(
                            operation.path("failure-cause").path("stack-trace").asText())
                    : "not done within " + SAVEPOINT_WITHIN.toMinutes() + " minutes";
            throw CliException.failed("the savepoint failed: " + why, "see ./isotherm logs flink-jobmanager");
        }
        return operation.path("location").asText();
    }

    /** Ends a job without a savepoint. */
    public void cancel(String jobId) {
        rest.expectSuccess(rest.patch("/jobs/" + jobId + "?mode=cancel"), "to cancel the job");
    }
}
