package io.isotherm.cli.stack;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.ServiceStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The containers of this stack, as Docker knows them. Several threads that wait for services share one answer, which is
 * at most {@link #FRESH} old: asking costs more than a tenth of a second of the processor.
 */
final class Containers {
    private static final Duration FRESH = Duration.ofSeconds(2);

    /** Docker goes on for ever; to whoever waits this tells enough. */
    private static final int RESTARTS_THAT_MEAN_FAILURE = 4;

    private static final String FORMAT = "{{index .Config.Labels \"com.docker.compose.project\"}}\t"
            + "{{index .Config.Labels \"com.docker.compose.service\"}}\t"
            + "{{index .Config.Labels \"com.docker.compose.oneoff\"}}\t"
            + "{{.State.Status}}\t{{if .State.Health}}{{.State.Health.Status}}{{end}}\t{{.RestartCount}}\t{{.State.Pid}}\t{{.Id}}";

    /**
     * @param health as its health check says, empty without one
     * @param restarts by Docker since somebody started it
     * @param pid of its first process as Docker's host numbers it, 0 without one
     */
    record Container(String project, String service, String state, String health, int restarts, long pid, String id) {
        /** It is not going to be ready: Docker waits much longer than a start takes before it says so. */
        boolean hangs() {
            return stateOf(this) == State.UNHEALTHY;
        }

        /** The process, where Docker's host is this one: Docker may as well run in a virtual machine. */
        Long pidHere() {
            try {
                boolean here = pid > 0
                        && Files.readString(Path.of("/proc", String.valueOf(pid), "cgroup"))
                                .contains(id);
                return here ? pid : null;
            } catch (IOException endedOrElsewhere) {
                return null;
            }
        }
    }

    private final Set<String> projects;
    private List<Container> known = List.of();
    private long askedAt;
    private boolean asked;

    Containers(Settings settings) {
        this.projects = Arrays.stream(Compose.Folder.values())
                .map(folder -> folder.project(settings))
                .collect(Collectors.toSet());
    }

    /** The next question goes to Docker: something has been started or stopped. */
    synchronized void forget() {
        asked = false;
    }

    synchronized List<Container> all() {
        long now = System.nanoTime();
        if (!asked || now - askedAt > FRESH.toNanos()) {
            known = ask();
            askedAt = System.nanoTime();
            asked = true;
        }
        return known;
    }

    private List<Container> ask() {
        Processes.Result ids = Processes.capture(
                List.of("docker", "ps", "--all", "--quiet", "--filter", "label=com.docker.compose.project"), Map.of());
        if (!ids.succeeded()) {
            throw CliException.failed("docker ps failed: " + ids.output().strip(), "start Docker");
        }
        if (ids.output().isBlank()) {
            return List.of();
        }
        List<String> command = new ArrayList<>(List.of("docker", "inspect", "--format", FORMAT));
        ids.output().lines().forEach(command::add);
        // One that was removed in between makes the exit code 1, and the others are there all the same.
        return parse(Processes.capture(command, Map.of()).output()).stream()
                .filter(container -> projects.contains(container.project()))
                .toList();
    }

    /** Lines as {@link #FORMAT} prints them; those of one-off containers and of other text are left out. */
    static List<Container> parse(String output) {
        return output.lines()
                .map(line -> line.split("\t", -1))
                .filter(fields -> fields.length == 8 && !fields[2].equals("True"))
                .map(fields -> new Container(
                        fields[0],
                        fields[1],
                        fields[3],
                        fields[4],
                        Integer.parseInt(fields[5]),
                        Long.parseLong(fields[6]),
                        fields[7]))
                .toList();
    }

    /** Name of a service to what it is doing; of several containers the one that is furthest behind counts. */
    Map<String, State> states() {
        Map<String, State> states = new HashMap<>();
        for (Container container : all()) {
            states.merge(container.service(), stateOf(container), Containers::worse);
        }
        return states;
    }

    /** A process of the service on this host, or null. */
    Long pidOf(String service) {
        return all().stream()
                .filter(container -> container.service().equals(service))
                .map(Container::pidHere)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    boolean hangs(String service) {
        return all().stream().anyMatch(container -> container.service().equals(service) && container.hangs());
    }

    /** Docker's own name of a running container of the service. */
    Optional<String> idOf(String service) {
        return all().stream()
                .filter(container ->
                        container.service().equals(service) && container.state().equals("running"))
                .map(Container::id)
                .findFirst();
    }

    private static State worse(State one, State other) {
        Comparator<State> byNeed = Comparator.comparingInt(List.of(
                State.RUNNING, State.STOPPED, State.STOPPING, State.STARTING, State.UNHEALTHY, State.FAILED)::indexOf);
        return byNeed.compare(one, other) >= 0 ? one : other;
    }

    static State stateOf(Container container) {
        return switch (container.state()) {
            case "running" ->
                switch (container.health()) {
                    case "starting" -> State.STARTING;
                    case "unhealthy" -> State.UNHEALTHY;
                    default -> State.RUNNING;
                };
            case "restarting" -> container.restarts() >= RESTARTS_THAT_MEAN_FAILURE ? State.FAILED : State.STARTING;
            case "created" -> State.STARTING;
            case "exited", "paused" -> State.STOPPED;
            case "removing" -> State.STOPPING;
            default -> State.FAILED;
        };
    }

    /** Services of a folder that somebody has scaled, with the number of their containers. */
    Map<String, Long> scaled(String project) {
        Map<String, Long> counts = all().stream()
                .filter(container -> container.project().equals(project))
                .collect(Collectors.groupingBy(Container::service, Collectors.counting()));
        counts.values().removeIf(count -> count < 2);
        return counts;
    }
}
