package io.isotherm.cli.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.Compose.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The images that the standard services need, and whether they are to be had. */
final class DockerImages {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern FROM = Pattern.compile("(?m)^FROM\\s+(\\S+)");
    private static final Duration PULLED_WITHIN = Duration.ofMinutes(3);

    private final Compose compose;

    DockerImages(Settings settings) {
        this.compose = new Compose(settings);
    }

    /** Why containers cannot start; empty when every image is here, or the first that is missing could be pulled. */
    Optional<String> obstacle() {
        for (Folder folder : Folder.values()) {
            for (String image : images(folder)) {
                if (!isHere(image)) {
                    Processes.Result pulled =
                            Processes.capture(List.of("docker", "pull", "--quiet", image), Map.of(), PULLED_WITHIN);
                    return pulled.succeeded()
                            ? Optional.empty()
                            : Optional.of("there is no image " + image + ", and it cannot be pulled: "
                                    + pulled.output().strip());
                }
            }
        }
        return Optional.empty();
    }

    private Set<String> images(Folder folder) {
        List<String> arguments = new ArrayList<>(List.of("config", "--format", "json"));
        Service.standard().stream()
                .filter(service -> Folder.of(service) == folder)
                .forEach(service -> arguments.add(service.serviceName()));
        String config = compose.capture(folder, arguments.toArray(String[]::new));
        Set<String> images = new LinkedHashSet<>();
        try {
            for (JsonNode service :
                    JSON.readTree(config.substring(config.indexOf('{'))).path("services")) {
                String image = service.path("image").asText();
                JsonNode build = service.path("build");
                if (build.isMissingNode() || isHere(image)) {
                    images.add(image);
                } else {
                    images.addAll(bases(Path.of(build.path("context").asText())));
                }
            }
            return images;
        } catch (JsonProcessingException e) {
            throw CliException.failed(
                    "docker compose config printed no JSON in " + folder.path(), "update Docker Compose", e);
        }
    }

    private static List<String> bases(Path context) {
        Path dockerfile = context.resolve("Dockerfile");
        try {
            return FROM.matcher(Files.readString(dockerfile))
                    .results()
                    .map(from -> from.group(1))
                    .toList();
        } catch (IOException e) {
            throw CliException.cannotRun(
                    "cannot read " + dockerfile + ": " + Cause.of(e), "check out the project again", e);
        }
    }

    private static boolean isHere(String image) {
        return Processes.capture(List.of("docker", "image", "inspect", image), Map.of())
                .succeeded();
    }
}
