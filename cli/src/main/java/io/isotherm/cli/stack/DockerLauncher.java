package io.isotherm.cli.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isotherm.cli.CliException;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.ServiceStatus.State;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Runs the services in containers: one Compose project in each of four folders, joined by one network. */
final class DockerLauncher implements Launcher {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** In the order of starting: the first creates the network. */
    private static final List<String> FOLDERS =
            List.of("kafka-docker", "clickhouse-docker", "flink-job/docker", "airflow-docker");

    private final Settings settings;

    DockerLauncher(Settings settings) {
        this.settings = settings;
    }

    @Override
    public List<Finding> preflight(Set<Service> services) {
        Processes.Result result = Processes.capture(List.of("docker", "info"), Map.of());
        return List.of(
                result.succeeded()
                        ? Finding.ok("docker", "answers")
                        : Finding.fail(
                                "docker",
                                "does not answer: " + lastLine(result.output()),
                                "start Docker, or use --mode local"));
    }

    private static String lastLine(String text) {
        return text.lines().reduce((first, second) -> second).orElse("");
    }

    @Override
    public void install(Set<Service> services, PrintWriter progress) {
        Set<String> wanted = services.stream().map(DockerLauncher::folderOf).collect(Collectors.toSet());
        for (String folder : FOLDERS) {
            if (wanted.contains(folder)) {
                run(folder, progress, "build", "--quiet");
                run(folder, progress, "pull", "--quiet", "--ignore-buildable");
            }
        }
    }

    /** Containers need no supervisor: Docker restarts them. */
    @Override
    public void open() {}

    /** Compose itself makes a container anew whose settings have changed. */
    @Override
    public List<ChangedSetting> changedSettings() {
        return List.of();
    }

    @Override
    public void start(Service service) {
        capture(folderOf(service), "up", "--detach", service.serviceName());
    }

    @Override
    public void restart(Service service) {
        capture(folderOf(service), "restart", service.serviceName());
    }

    @Override
    public void stopAll(PrintWriter progress) {
        for (int i = FOLDERS.size() - 1; i >= 0; i--) {
            run(FOLDERS.get(i), progress, "down", "--remove-orphans");
        }
    }

    @Override
    public void deleteData(PrintWriter progress) {
        for (int i = FOLDERS.size() - 1; i >= 0; i--) {
            run(FOLDERS.get(i), progress, "down", "--remove-orphans", "--volumes");
        }
    }

    @Override
    public List<ServiceStatus> status() {
        Map<String, State> states = new HashMap<>();
        for (String folder : FOLDERS) {
            states.putAll(statesIn(capture(folder, "ps", "--all", "--format", "json")));
        }
        List<ServiceStatus> result = new ArrayList<>();
        for (Service service : Service.values()) {
            State state = states.getOrDefault(service.serviceName(), State.STOPPED);
            result.add(ServiceStatus.of(service, state, null, settings));
        }
        return result;
    }

    /** One JSON object per line, as {@code docker compose ps --format json} prints them. */
    static Map<String, State> statesIn(String output) {
        Map<String, State> states = new HashMap<>();
        output.lines().filter(line -> line.startsWith("{")).forEach(line -> {
            try {
                JsonNode container = JSON.readTree(line);
                states.put(
                        container.path("Service").asText(),
                        stateOf(
                                container.path("State").asText(),
                                container.path("Health").asText()));
            } catch (JsonProcessingException e) {
                throw CliException.failed("docker compose ps printed no JSON: " + line, "update Docker Compose", e);
            }
        });
        return states;
    }

    private static State stateOf(String state, String health) {
        return switch (state) {
            case "running" -> health.equals("starting") ? State.STARTING : State.RUNNING;
            case "restarting", "created" -> State.STARTING;
            case "exited", "paused" -> State.STOPPED;
            case "removing" -> State.STOPPING;
            default -> State.FAILED;
        };
    }

    @Override
    public List<String> lastLogLines(String service, int lines) {
        String folder = folderOf(Service.named(service));
        return capture(folder, "logs", "--no-color", "--no-log-prefix", "--tail", String.valueOf(lines), service)
                .lines()
                .toList();
    }

    @Override
    public int showLog(String service, int lines, boolean follow) {
        List<String> arguments = new ArrayList<>(List.of("logs", "--no-log-prefix", "--tail", String.valueOf(lines)));
        if (follow) {
            arguments.add("--follow");
        }
        arguments.add(service);
        return Processes.runInForeground(
                compose(folderOf(Service.named(service)), arguments.toArray(String[]::new)), environment());
    }

    @Override
    public int runAirflow(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                "exec",
                "airflow-scheduler",
                "/opt/isotherm/run-as.sh",
                "airflow",
                "/opt/isotherm/entrypoint.sh",
                "airflow"));
        command.addAll(arguments);
        return Processes.runInForeground(
                compose(folderOf(Service.AIRFLOW), command.toArray(String[]::new)), environment());
    }

    /** Names and ports inside the network that the compose files create. */
    @Override
    public ServiceEndpoints endpoints() {
        return new ServiceEndpoints(
                "postgres",
                5432,
                "kafka:29092",
                "http://schema-registry:8081",
                "http://clickhouse:8123",
                "/run/isotherm");
    }

    private static String folderOf(Service service) {
        return switch (service) {
            case POSTGRES, KAFKA, SCHEMA_REGISTRY, CONNECT, KAFKA_UI -> FOLDERS.get(0);
            case CLICKHOUSE, MINIO, DASHBOARD -> FOLDERS.get(1);
            case ZOOKEEPER, FLINK_JOBMANAGER, FLINK_TASKMANAGER -> FOLDERS.get(2);
            case AIRFLOW -> FOLDERS.get(3);
        };
    }

    private void run(String folder, PrintWriter progress, String... arguments) {
        Map<String, String> all = new HashMap<>(System.getenv());
        all.putAll(environment());
        if (Processes.runWithProgress(compose(folder, arguments), all, progress) != 0) {
            throw CliException.failed(
                    "docker compose " + arguments[0] + " failed in " + folder, "see the messages above");
        }
    }

    private String capture(String folder, String... arguments) {
        Processes.Result result = Processes.capture(compose(folder, arguments), environment());
        if (!result.succeeded()) {
            throw CliException.failed(
                    "docker compose " + arguments[0] + " failed in " + folder + ": "
                            + result.output().strip(),
                    "repeat it by hand in that folder");
        }
        return result.output();
    }

    private List<String> compose(String folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "docker",
                "compose",
                "--project-directory",
                settings.root().resolve(folder).toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private Map<String, String> environment() {
        return StackEnvironment.forContainers(settings);
    }
}
