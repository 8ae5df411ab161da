package io.isotherm.cli.stack;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.Compose.Folder;
import io.isotherm.cli.stack.ServiceStatus.State;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Runs the services in containers: one Compose project in each of four folders, joined by one network. */
final class DockerLauncher implements Launcher {
    /** Services whose images the project's Dockerfiles make. */
    private static final Set<Service> BUILT = EnumSet.of(Service.CONNECT, Service.AIRFLOW);

    private final Settings settings;
    private final Compose compose;
    private final Containers containers;
    private final DockerNetwork network;
    /** Programs that are no container, by their names. */
    private final Map<String, DetachedProgram> programs = new TreeMap<>();

    private final Map<Folder, Set<Service>> installed = new EnumMap<>(Folder.class);

    DockerLauncher(Settings settings) {
        this.settings = settings;
        this.compose = new Compose(settings);
        this.containers = new Containers(settings);
        this.network = new DockerNetwork(settings);
        programs.put("traffic", traffic(settings));
        programs.put("watch", watch(settings));
        for (Folder folder : Folder.values()) {
            installed.put(folder, EnumSet.noneOf(Service.class));
        }
    }

    /** The demo's traffic; it reaches Postgres through its published port, as any application of this host does. */
    static DetachedProgram traffic(Settings settings) {
        return new DetachedProgram(
                settings,
                "traffic",
                List.of(settings.root().resolve("isotherm").toString(), "traffic", "run", "--as-started"));
    }

    /** The comparison of all tables, which asks every service through its published port. */
    static DetachedProgram watch(Settings settings) {
        return new DetachedProgram(
                settings, "watch", List.of(settings.root().resolve("isotherm").toString(), "watch", "--as-started"));
    }

    @Override
    public List<Finding> preflight(Set<Service> services) {
        return new DockerPreflight(settings).check(services);
    }

    /** Takes from a registry only what is missing here; each folder once, however many threads ask for it. */
    @Override
    public void install(Set<Service> services, PrintWriter progress) {
        writeTables();
        for (Folder folder : Folder.values()) {
            Set<Service> wanted = EnumSet.noneOf(Service.class);
            services.stream().filter(service -> Folder.of(service) == folder).forEach(wanted::add);
            Set<Service> done = installed.get(folder);
            synchronized (done) {
                wanted.removeAll(done);
                if (!wanted.isEmpty()) {
                    install(folder, wanted, progress);
                    done.addAll(wanted);
                }
            }
        }
    }

    private void install(Folder folder, Set<Service> services, PrintWriter progress) {
        List<String> built = names(services.stream().filter(BUILT::contains));
        if (!built.isEmpty()) {
            compose.run(folder, progress, with(List.of("build", "--quiet"), built));
        }
        compose.run(
                folder,
                progress,
                with(
                        List.of("pull", "--quiet", "--policy", "missing", "--ignore-buildable", "--include-deps"),
                        names(services.stream())));
    }

    private static List<String> names(Stream<Service> services) {
        return services.map(Service::serviceName).toList();
    }

    private static List<String> with(List<String> arguments, List<String> more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(more);
        return all;
    }

    /** Containers need no supervisor: Docker restarts them. They need their network, before any of them starts. */
    @Override
    public void open() {
        writeTables();
        network.createMissing();
    }

    /** Where containers read it. What the running job was submitted with is a copy of its own. */
    private void writeTables() {
        try {
            endpoints().shared().write("tables.yaml", Files.readString(settings.tablesFile()));
        } catch (IOException e) {
            throw CliException.cannotRun(
                    "cannot read " + settings.tablesFile() + ": " + Cause.of(e), "set ISOTHERM_TABLES to your file", e);
        }
    }

    /** Compose itself makes a container anew whose settings have changed. */
    @Override
    public List<ChangedSetting> changedSettings() {
        return List.of();
    }

    /** Services that somebody has scaled keep their number. */
    @Override
    public void start(Service service) {
        Folder folder = Folder.of(service);
        List<String> arguments = new ArrayList<>(List.of("up", "--detach"));
        containers.scaled(folder.project(settings)).forEach((name, count) -> {
            if (startsWith(service, name)) {
                arguments.addAll(List.of("--scale", name + "=" + count));
            }
        });
        arguments.add(service.serviceName());
        compose.change(folder, arguments.toArray(String[]::new));
        containers.forget();
    }

    /**
     * Compose refuses a number for what it does not start; of what may be scaled, only Airflow's parts come with
     * another.
     */
    static boolean startsWith(Service service, String scaled) {
        return scaled.equals(service.serviceName()) || service == Service.AIRFLOW && scaled.startsWith("airflow-");
    }

    @Override
    public void restart(Service service) {
        compose.change(Folder.of(service), "restart", service.serviceName());
        containers.forget();
    }

    /** Docker starts again what has ended, and only shows what hangs. */
    @Override
    public boolean revive(Service service) {
        if (!containers.hangs(service.serviceName())) {
            return false;
        }
        restart(service);
        return true;
    }

    /** Images declare volumes without a name, which belong to their containers and would outlive them for ever. */
    @Override
    public void stopAll(PrintWriter progress) {
        programs.values().forEach(DetachedProgram::stop);
        for (Folder folder : inOrderOfStopping()) {
            compose.runOnAllProfiles(folder, progress, List.of("rm", "--stop", "--force", "--volumes"));
            compose.runOnAllProfiles(folder, progress, List.of("down", "--remove-orphans"));
        }
        containers.forget();
    }

    @Override
    public void deleteData(PrintWriter progress) {
        for (Folder folder : inOrderOfStopping()) {
            compose.runOnAllProfiles(folder, progress, List.of("down", "--remove-orphans", "--volumes"));
        }
        for (Path folder : List.of(settings.logFolder(), settings.runFolder())) {
            progress.println("  deleting " + folder);
            Folders.delete(folder);
        }
    }

    private static List<Folder> inOrderOfStopping() {
        List<Folder> folders = new ArrayList<>(Arrays.asList(Folder.values()));
        Collections.reverse(folders);
        return folders;
    }

    @Override
    public List<ServiceStatus> status() {
        Map<String, State> states = containers.states();
        List<ServiceStatus> result = new ArrayList<>();
        for (Service service : Service.values()) {
            State state = states.getOrDefault(service.serviceName(), State.STOPPED);
            Long pid = containers.pidOf(service.serviceName());
            result.add(ServiceStatus.of(service, state, pid, service.portsOutsideContainers(), settings));
        }
        programs.forEach((name, program) -> {
            Long pid = program.process().map(ProcessHandle::pid).orElse(null);
            result.add(new ServiceStatus(name, pid == null ? State.STOPPED : State.RUNNING, pid, null, null));
        });
        return result;
    }

    @Override
    public List<String> lastLogLines(String service, int lines) {
        return compose.capture(
                        Folder.of(Service.named(service)),
                        "logs",
                        "--no-color",
                        "--no-log-prefix",
                        "--tail",
                        String.valueOf(lines),
                        service)
                .lines()
                .toList();
    }

    @Override
    public int showLog(String service, int lines, boolean follow) {
        String count = String.valueOf(lines);
        if (programs.containsKey(service)) {
            String log = programs.get(service).logFile().toString();
            return Processes.runInForeground(
                    follow ? List.of("tail", "-n", count, "-F", log) : List.of("tail", "-n", count, log), Map.of());
        }
        List<String> arguments = new ArrayList<>(List.of("logs", "--no-log-prefix", "--tail", count));
        if (follow) {
            arguments.add("--follow");
        }
        arguments.add(service);
        return compose.runInForeground(Folder.of(Service.named(service)), arguments);
    }

    @Override
    public int runAirflow(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("exec"));
        if (System.console() == null) {
            command.add("--no-TTY");
        }
        command.addAll(List.of(
                "airflow-scheduler", "/opt/isotherm/run-as.sh", "airflow", "/opt/isotherm/entrypoint.sh", "airflow"));
        command.addAll(arguments);
        return compose.runInForeground(Folder.AIRFLOW, command);
    }

    @Override
    public FlinkState flinkState() {
        return new FlinkStateInContainer(containers);
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
                "/run/isotherm",
                new SharedFolder(settings.runFolder().resolve("containers"), "/opt/isotherm/run"));
    }
}
