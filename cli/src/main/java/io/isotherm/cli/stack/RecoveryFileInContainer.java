package io.isotherm.cli.stack;

import io.isotherm.cli.error.CliException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** In the volume of Flink's state, which only the containers see: asked of the JobManager's, which runs then. */
record RecoveryFileInContainer(Containers containers) implements RecoveryNote {
    private static final String FILE = "/opt/flink/state/recover-from";

    @Override
    public Optional<String> text() {
        String text = inJobManager("if [ -e " + FILE + " ]; then cat " + FILE + "; fi");
        return text.isBlank() ? Optional.empty() : Optional.of(text.strip());
    }

    @Override
    public void delete() {
        inJobManager("rm -f " + FILE);
    }

    private String inJobManager(String command) {
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
        return result.output();
    }
}
