package io.isotherm.cli.stack;

import io.isotherm.cli.error.CliException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** In the volume of Flink's state, which only the containers see: asked of the JobManager's, which runs then. */
record FlinkStateInContainer(Containers containers) implements FlinkState {
    private static final String FOLDER = "/opt/flink/state";
    private static final String NOTE = FOLDER + "/recover-from";

    @Override
    public Optional<String> recoveryNote() {
        return answer("if [ -e " + NOTE + " ]; then cat " + NOTE + "; fi");
    }

    @Override
    public void deleteRecoveryNote() {
        answer("rm -f " + NOTE);
    }

    @Override
    public Optional<String> newestSavepoint(String jobId) {
        String metadata = FOLDER + "/savepoints/" + FlinkState.savepointPrefix(jobId) + "*/" + METADATA;
        return answer("ls -t " + metadata + " 2>/dev/null | head -n 1")
                .map(path -> "file:" + path.substring(0, path.length() - METADATA.length() - 1));
    }

    private Optional<String> answer(String command) {
        String service = Service.FLINK_JOBMANAGER.serviceName();
        String id = containers
                .idOf(service)
                .orElseThrow(() -> CliException.failed("there is no container of " + service, "./isotherm up"));
        Processes.Result result = Processes.capture(List.of("docker", "exec", id, "sh", "-c", command), Map.of());
        if (!result.succeeded()) {
            throw CliException.failed(
                    "the container of " + service + " does not answer: "
                            + result.output().strip(),
                    "see ./isotherm logs " + service);
        }
        String text = result.output().strip();
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
