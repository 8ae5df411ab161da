package io.isotherm.cli.stack;

import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.ServiceStatus.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What this machine must have before services can start in containers. Starts and changes nothing. */
final class DockerPreflight {
    /** The first that pulls only what is missing. */
    private static final int COMPOSE_MAJOR = 2;

    private static final int COMPOSE_MINOR = 22;
    private static final Pattern VERSION = Pattern.compile("v?(\\d+)\\.(\\d+)\\..*");

    private final Settings settings;

    DockerPreflight(Settings settings) {
        this.settings = settings;
    }

    /** The ports too, except those of services whose containers run already. */
    List<Finding> check(Set<Service> services) {
        List<Finding> findings = check();
        if (findings.stream().noneMatch(finding -> finding.level() == Finding.Level.FAIL)) {
            findings.addAll(ports(services, new Containers(settings).states()));
        }
        return findings;
    }

    List<Finding> ports(Set<Service> services, Map<String, State> states) {
        return new PortCheck(settings)
                .check(
                        services.stream()
                                .filter(service ->
                                        states.getOrDefault(service.serviceName(), State.STOPPED) == State.STOPPED)
                                .flatMap(service -> PortCheck.Needed.of(service, service.portsOutsideContainers())),
                        listener -> false);
    }

    /** The first that fails is the last: what follows could not be asked. */
    List<Finding> check() {
        List<Finding> findings = new ArrayList<>();
        if (Preflight.onPath("docker").isEmpty()) {
            findings.add(Finding.fail("docker", "not on the PATH", "install Docker, or use --mode local"));
            return findings;
        }
        Processes.Result info =
                Processes.capture(List.of("docker", "info", "--format", "{{.ServerVersion}}"), Map.of());
        if (!info.succeeded()) {
            findings.add(Finding.fail(
                    "docker",
                    "does not answer: " + lastLine(info.output()),
                    "start Docker, see that you may use it, or use --mode local"));
            return findings;
        }
        findings.add(Finding.ok("docker", "version " + lastLine(info.output())));
        findings.add(composeFinding(Processes.capture(List.of("docker", "compose", "version", "--short"), Map.of())));
        findings.add(name());
        return findings;
    }

    static Finding composeFinding(Processes.Result version) {
        String remedy = "install the plugin of Docker Compose " + COMPOSE_MAJOR + "." + COMPOSE_MINOR
                + " or newer, or use --mode local";
        if (!version.succeeded()) {
            return Finding.fail("docker compose", "is not there: " + lastLine(version.output()), remedy);
        }
        String text = lastLine(version.output());
        Matcher parts = VERSION.matcher(text);
        boolean old = parts.matches()
                && (Integer.parseInt(parts.group(1)) < COMPOSE_MAJOR
                        || Integer.parseInt(parts.group(1)) == COMPOSE_MAJOR
                                && Integer.parseInt(parts.group(2)) < COMPOSE_MINOR);
        return old
                ? Finding.fail("docker compose", "is of version " + text, remedy)
                : Finding.ok("docker compose", "version " + text);
    }

    private Finding name() {
        String name = settings.text(Setting.ISOTHERM_NAME);
        return new DockerNetwork(settings)
                .otherOwner()
                .map(home -> Finding.fail(
                        "name " + name,
                        "is in use by the stack of " + home,
                        "set ISOTHERM_NAME in .env to a name of its own for this stack"))
                .orElse(Finding.ok("name", name));
    }

    private static String lastLine(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .reduce((first, second) -> second)
                .orElse("no message");
    }
}
