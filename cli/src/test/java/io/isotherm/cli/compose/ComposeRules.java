package io.isotherm.cli.compose;

import io.isotherm.cli.compose.ComposeService.Mount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What must hold in every compose file. Each rule returns its violations as sentences. */
final class ComposeRules {
    /** {@code 127.0.0.1:${NAME:-default}:port}, or no host port at all: then Docker picks a free one. */
    private static final Pattern PUBLISHED = Pattern.compile("127\\.0\\.0\\.1:(?:\\$\\{([A-Z_]+_PORT):-\\d+})?:\\d+");

    private static final String STACK = "${ISOTHERM_NAME:-isotherm}";
    private static final Pattern PINNED = Pattern.compile(
            "(?:\\$\\{ISOTHERM_NAME:-isotherm})?[a-z0-9./-]+:(?!latest)[A-Za-z0-9_.-]*\\d+[A-Za-z0-9_.-]*");
    private static final Pattern FROM = Pattern.compile("(?m)^FROM\\s+(\\S+)");
    private static final Pattern SECRET_NAME = Pattern.compile(".*(PASSWORD|SECRET|TOKEN|FERNET|ACCESS_KEY).*");

    private ComposeRules() {}

    /** Paths below {@code target} are made by the build, those of the stack's home by the command. */
    static List<String> mountedPathsExist(ComposeFile file) {
        return file.services().stream()
                .flatMap(service -> service.mounts().stream()
                        .filter(Mount::isPath)
                        .map(Mount::source)
                        .filter(source -> !source.endsWith("/target") && !source.contains("/${ISOTHERM_HOME:-"))
                        .filter(source -> !Files.exists(file.folder().resolve(source)))
                        .map(source -> service.name() + " mounts " + source + ", which does not exist"))
                .toList();
    }

    static List<String> variablesHaveTheirDefault(ComposeFile file, Map<String, String> example) {
        return file.variables().stream()
                .filter(variable -> !example.containsKey(variable.name())
                        || !example.get(variable.name()).equals(variable.defaultValue()))
                .map(variable -> variable.name() + " defaults to " + variable.defaultValue() + ", in .env.example to "
                        + example.get(variable.name()))
                .toList();
    }

    static List<String> portsAreLoopbackVariables(ComposeFile file) {
        return file.services().stream()
                .flatMap(service -> service.ports().stream()
                        .filter(port -> !PUBLISHED.matcher(port).matches())
                        .map(port -> service.name() + " publishes " + port))
                .toList();
    }

    /** Names of the port variables that the file publishes. */
    static Set<String> publishedVariables(ComposeFile file) {
        Set<String> names = new HashSet<>();
        for (ComposeService service : file.services()) {
            for (String port : service.ports()) {
                Matcher published = PUBLISHED.matcher(port);
                if (published.matches() && published.group(1) != null) {
                    names.add(published.group(1));
                }
            }
        }
        return names;
    }

    static List<String> imagesArePinned(ComposeFile file) {
        return images(file)
                .filter(image -> !PINNED.matcher(image).matches())
                .map(image -> image + " is not pinned to a version")
                .toList();
    }

    /** Images of services and those that their Dockerfiles start from. */
    static Stream<String> images(ComposeFile file) {
        return file.services().stream()
                .flatMap(service -> service.isBuilt()
                        ? Stream.concat(
                                Stream.of(service.image()), bases(file.folder().resolve(service.buildContext())))
                        : Stream.of(service.image()))
                .distinct();
    }

    private static Stream<String> bases(Path context) {
        try {
            String dockerfile = Files.readString(context.resolve("Dockerfile"));
            return FROM.matcher(dockerfile).results().map(from -> from.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the Dockerfile in " + context, e);
        }
    }

    static List<String> lastingServicesHaveHealthchecks(ComposeFile file) {
        return file.services().stream()
                .filter(service -> !service.isOneShot() && !service.hasHealthcheck())
                .map(service -> service.name() + " has no healthcheck")
                .toList();
    }

    /** Or what depends on a service gives up while it is still starting. */
    static List<String> healthchecksWaitForTheStart(ComposeFile file, int seconds) {
        return file.services().stream()
                .filter(service -> service.hasHealthcheck() && service.startPeriod() < seconds)
                .map(service -> service.name() + " counts as unhealthy when it starts for more than "
                        + service.startPeriod() + " s")
                .toList();
    }

    /** A new volume belongs to root where the image has no such folder. */
    static List<String> volumesBelongToWhoeverWrites(ComposeFile file) {
        return file.services().stream()
                .filter(service -> service.entrypoint().contains("/opt/isotherm/run-as.sh"))
                .flatMap(service -> service.mounts().stream()
                        .filter(mount -> !mount.isPath())
                        .map(Mount::target)
                        .filter(target -> !List.of(service.environment()
                                        .getOrDefault("RUN_AS_OWNS", "")
                                        .split(":"))
                                .contains(target))
                        .map(target -> service.name() + " does not own its volume " + target))
                .toList();
    }

    /** A mount of a file keeps the file that an editor has replaced. */
    static List<String> editedFilesAreNotMounted(ComposeFile file) {
        return file.services().stream()
                .flatMap(service -> service.mounts().stream()
                        .filter(mount -> mount.source().endsWith("tables.yaml"))
                        .map(mount -> service.name() + " mounts the file " + mount.source() + ", not its folder"))
                .toList();
    }

    /** Two stacks of one host share no name; several containers of a service share none either. */
    static List<String> namesAreTheStacks(ComposeFile file) {
        List<String> problems = new ArrayList<>();
        if (!String.valueOf(file.root().get("name")).startsWith(STACK)) {
            problems.add("the project is called " + file.root().get("name"));
        }
        file.section("networks").forEach((key, network) -> {
            if (network instanceof Map<?, ?> settings && settings.containsKey("name")) {
                if (!String.valueOf(settings.get("name")).startsWith(STACK)) {
                    problems.add("the network is called " + settings.get("name"));
                }
            }
        });
        for (ComposeService service : file.services()) {
            if (service.hasFixedName()) {
                problems.add(service.name() + " has a name of its own");
            }
            if (service.isBuilt() && !service.image().startsWith(STACK)) {
                problems.add(service.name() + " builds the image " + service.image());
            }
        }
        return problems;
    }

    /** What may run more than once takes no port of the host that it names. */
    static List<String> canBeScaled(ComposeFile file, String name) {
        return file.service(name).ports().stream()
                .filter(port -> port.contains("$") || port.matches("(?:[0-9.]+:)?\\d+:\\d+"))
                .map(port -> name + " publishes " + port + ", which only one container can have")
                .toList();
    }

    static List<String> dependenciesWait(ComposeFile file) {
        List<String> problems = new ArrayList<>();
        for (ComposeService service : file.services()) {
            service.dependencies().forEach((name, condition) -> {
                String expected = file.service(name).isOneShot() ? "service_completed_successfully" : "service_healthy";
                if (!condition.equals(expected)) {
                    problems.add(service.name() + " waits for " + name + " with " + condition + ", not " + expected);
                }
            });
        }
        return problems;
    }

    static List<String> volumesAreDeclaredAndMounted(ComposeFile file) {
        Set<String> declared = new HashSet<>(file.declaredVolumes());
        Set<String> mounted = new HashSet<>();
        file.services().stream()
                .flatMap(service -> service.mounts().stream())
                .filter(mount -> !mount.isPath())
                .forEach(mount -> mounted.add(mount.source()));
        return differences("volume", declared, "mounted", mounted);
    }

    /** Secrets are the files of that name in the folder of secrets below ISOTHERM_HOME, relative to the root. */
    static List<String> secretsAreFilesOfTheStack(ComposeFile file, Path root) {
        Set<String> used = new HashSet<>();
        file.services().forEach(service -> used.addAll(service.secrets()));
        List<String> problems =
                new ArrayList<>(differences("secret", file.secretFiles().keySet(), "used", used));
        String toRoot = file.folder().relativize(root).toString();
        file.secretFiles().forEach((name, path) -> {
            if (!path.equals(toRoot + "/${ISOTHERM_HOME:-.isotherm}/secrets/" + name)) {
                problems.add("secret " + name + " is read from " + path);
            }
        });
        return problems;
    }

    private static List<String> differences(String kind, Set<String> declared, String use, Set<String> used) {
        return Stream.concat(
                        declared.stream()
                                .filter(name -> !used.contains(name))
                                .map(name -> kind + " " + name + " is declared but not " + use),
                        used.stream()
                                .filter(name -> !declared.contains(name))
                                .map(name -> kind + " " + name + " is " + use + " but not declared"))
                .toList();
    }

    /** A secret may be named in the environment only as the path of its file. */
    static List<String> environmentHoldsNoSecret(ComposeFile file) {
        return file.services().stream()
                .flatMap(service -> service.environment().entrySet().stream()
                        .filter(entry -> SECRET_NAME.matcher(entry.getKey()).matches())
                        .filter(entry -> !entry.getValue().startsWith("/run/"))
                        .map(entry -> service.name() + " has " + entry.getKey() + " in its environment"))
                .toList();
    }

    /** What containers start must be executable on the host, because mounts keep the mode. */
    static List<String> mountedScriptsAreExecutable(ComposeFile file) {
        return file.services().stream()
                .flatMap(service -> Stream.concat(service.entrypoint().stream(), service.command().stream())
                        .flatMap(word -> service.mounts().stream()
                                .filter(mount ->
                                        mount.isPath() && mount.target().equals(word))))
                .distinct()
                .filter(mount -> !Files.isExecutable(file.folder().resolve(mount.source())))
                .map(mount -> mount.source() + " is not executable")
                .toList();
    }
}
