package io.isotherm.cli.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.GeneratedSecrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a generated secret of a stack stands in clear outside its folder of secrets: what Docker tells of containers
 * and images, what their servers wrote, and the files that are mounted, but for those that only their owner can read.
 */
final class SecretsInContainers {
    /** Path in a container to what is mounted there of this host. */
    private static final String MOUNTS =
            "{{range .Mounts}}{{if eq .Type \"bind\"}}{{.Source}}\t{{.Destination}}\n{{end}}{{end}}";

    /** MinIO keeps its users, and files of theirs that it has replaced, where no other server has a volume. */
    private static final Pattern OWN_USERS =
            Pattern.compile("minio-data/\\.minio\\.sys/(config/iam/users|tmp/\\.trash)/");

    private final DockerStack stack;

    SecretsInContainers(DockerStack stack) {
        this.stack = stack;
    }

    void assertNone() throws IOException {
        Map<String, String> secrets = GeneratedSecrets.of(stack.home());
        Set<String> leaks = new TreeSet<>();
        places().forEach((place, text) -> secrets.forEach((name, value) -> {
            if (text.contains(value)) {
                leaks.add(name + " in " + place);
            }
        }));
        for (String volume : stack.volumes()) {
            // Each secret is a file of one line, which grep takes as a pattern
            String script = "for secret in /secrets/*; do find /volume -type f -perm -o=r -exec"
                    + " grep --no-messages --files-with-matches --fixed-strings --file=$secret {} +"
                    + " | sed \"s|^|$(basename $secret) in |\"; done 2>/dev/null";
            stack.inVolume(volume, script)
                    .lines()
                    .map(line -> line.replace("/volume", volume))
                    .filter(line -> !OWN_USERS.matcher(line).find())
                    .forEach(leaks::add);
        }
        assertThat(leaks).as("secrets, and where they stand in clear").isEmpty();
    }

    private Map<String, String> places() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (String name : stack.states().keySet()) {
            texts.put("docker inspect " + name, stack.docker("inspect", name));
            texts.put("docker logs " + name, stack.docker("logs", name));
            texts.put("docker top " + name, stack.docker("top", name, "-eo", "pid,args"));
            String image = stack.docker("inspect", "--format", "{{.Image}}", name);
            texts.put("docker history of " + name, stack.docker("history", "--no-trunc", image));
            for (String mount :
                    stack.docker("inspect", "--format", MOUNTS, name).lines().toList()) {
                String[] fields = mount.split("\t");
                if (fields.length == 2 && !fields[1].startsWith("/run/secrets/")) {
                    read(Path.of(fields[0]), texts);
                }
            }
        }
        assertThat(texts.keySet())
                .anyMatch(place -> place.startsWith("docker logs ") && place.contains("-connect-"))
                .anyMatch(place -> place.endsWith("run/containers/tables.yaml"));
        return texts;
    }

    private static void read(Path mounted, Map<String, String> texts) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(mounted)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".jar")
                            && !file.toString().endsWith(".class"))
                    .toList();
        }
        for (Path file : files) {
            if (!texts.containsKey(file.toString())) {
                texts.put(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
    }
}
