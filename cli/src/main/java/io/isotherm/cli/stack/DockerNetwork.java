package io.isotherm.cli.stack;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The network that joins the four Compose projects. Created before they start, because parallel calls of Compose would
 * each create one of that name; labelled as Compose does it, so that Compose takes it for its own and removes it.
 */
final class DockerNetwork {
    /** Which stack it is of; the compose files do not set it, so a network made by hand has none. */
    private static final String HOME_LABEL = "io.isotherm.home";

    private final Settings settings;
    private final String name;

    DockerNetwork(Settings settings) {
        this.settings = settings;
        this.name = settings.text(Setting.ISOTHERM_NAME);
    }

    void createMissing() {
        if (inspect("{{.Name}}").isPresent()) {
            return;
        }
        Processes.Result created = Processes.capture(
                List.of(
                        "docker",
                        "network",
                        "create",
                        "--label",
                        "com.docker.compose.project=" + Compose.Folder.KAFKA.project(settings),
                        "--label",
                        "com.docker.compose.network=default",
                        "--label",
                        HOME_LABEL + "=" + settings.home(),
                        name),
                Map.of());
        if (!created.succeeded()) {
            throw CliException.failed(
                    "the network " + name + " could not be created: "
                            + created.output().strip(),
                    "repeat it by hand: docker network create " + name);
        }
    }

    /** Home of another stack that runs under this one's name; empty if there is none. */
    Optional<String> otherOwner() {
        return inspect("{{index .Labels \"" + HOME_LABEL + "\"}}")
                .filter(home -> !home.isBlank() && !home.equals(settings.home().toString()));
    }

    private Optional<String> inspect(String format) {
        Processes.Result result =
                Processes.capture(List.of("docker", "network", "inspect", "--format", format, name), Map.of());
        return result.succeeded() ? Optional.of(result.output().strip()) : Optional.empty();
    }
}
