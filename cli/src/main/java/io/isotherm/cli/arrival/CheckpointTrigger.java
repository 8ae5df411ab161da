package io.isotherm.cli.arrival;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.isotherm.cli.connection.Rest;
import io.isotherm.cli.error.CliException;
import java.util.Optional;

/**
 * Asks a Flink job for a checkpoint before its interval is over, through
 * {@code POST /jobs/<id>/checkpoints} (Flink 1.17 and later). Checkpoints are asynchronous: asking twice while one is
 * under way asks once.
 */
final class CheckpointTrigger {
    /** What precedes the plain reason in a chain of exceptions. */
    private static final String WRAPPED = "Failure reason: ";

    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;

    private final Rest flink;
    private final String jobName;

    private String pending;

    CheckpointTrigger(Rest flink, String jobName) {
        this.flink = flink;
        this.jobName = jobName;
    }

    /**
     * Asks for a checkpoint, unless one that was asked for is still under way.
     *
     * @return why there will be none soon, if so
     * @throws CliException if Flink does not answer, or the checkpoint that was asked for before has failed, which
     *     happens while tasks are starting
     */
    Optional<String> ask() {
        JsonNode job = job();
        if (job == null) {
            return Optional.of("Flink has no job named " + jobName);
        }
        String state = job.path("state").asText();
        if (!state.equals("RUNNING")) {
            pending = null;
            return Optional.of("the Flink job " + jobName + " is " + state);
        }
        String path = "/jobs/" + job.path("jid").asText() + "/checkpoints";
        if (pending != null) {
            Rest.Answer status = flink.get(path + "/" + pending);
            if (status.succeeded()
                    && status.json().path("status").path("id").asText().equals("IN_PROGRESS")) {
                return Optional.empty();
            }
            pending = null;
            String failure = failure(status);
            if (!failure.isEmpty()) {
                throw CliException.cannotRun("a checkpoint failed: " + failure, "see ./isotherm logs flink-jobmanager");
            }
        }
        Rest.Answer asked =
                flink.post(path, JsonNodeFactory.instance.objectNode().put("checkpointType", "CONFIGURED"));
        if (asked.status() != NOT_FOUND && asked.status() != METHOD_NOT_ALLOWED) {
            pending = flink.expectSuccess(asked, "a checkpoint")
                    .json()
                    .path("request-id")
                    .asText();
        }
        return Optional.empty();
    }

    private static String failure(Rest.Answer status) {
        if (!status.succeeded()) {
            return "";
        }
        JsonNode operation = status.json().path("operation");
        JsonNode cause =
                operation.has("failure-cause") ? operation.path("failure-cause") : operation.path("failureCause");
        String first = cause.path("stack-trace").asText("").lines().findFirst().orElse("");
        return first.substring(first.lastIndexOf(WRAPPED) < 0 ? 0 : first.lastIndexOf(WRAPPED) + WRAPPED.length());
    }

    /** The job by its name, a running one before an ended one; null if there is none. */
    private JsonNode job() {
        JsonNode found = null;
        for (JsonNode job : flink.getJson("/jobs/overview").path("jobs")) {
            if (job.path("name").asText().equals(jobName)
                    && (found == null || job.path("state").asText().equals("RUNNING"))) {
                found = job;
            }
        }
        return found;
    }
}
