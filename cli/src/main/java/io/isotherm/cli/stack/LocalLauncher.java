package io.isotherm.cli.stack;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.ServiceStatus.State;
import io.isotherm.cli.waiting.Polling;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Runs every service as a process under one supervisord, which outlives this command and restarts what dies. */
public final class LocalLauncher implements Launcher {
    /** While its log does not grow. It has read its configuration and left this process' session before that begins. */
    private static final Duration SUPERVISOR_ANSWERS_WITHIN = Duration.ofSeconds(60);
    /** The supervisor itself kills after a minute what does not end: {@code stopwaitsecs}. */
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(2);

    private static final Duration ENDS_AFTER_SIGTERM_WITHIN = Duration.ofSeconds(10);
    private static final int BYTES_OF_LOG_TAIL = 64 * 1024;

    private final Settings settings;
    private final SupervisorClient supervisor;
    private final LocalInstaller installer;

    public LocalLauncher(Settings settings) {
        this.settings = settings;
        this.supervisor = new SupervisorClient(settings.runFolder().resolve("supervisor.sock"));
        this.installer = new LocalInstaller(settings);
    }

    @Override
    public List<Finding> preflight(Set<Service> services) {
        return new Preflight(settings).check(services);
    }

    @Override
    public void install(Set<Service> services, PrintWriter progress) {
        installer.install(services, progress);
    }

    @Override
    public boolean mayComeLater(Service service) {
        return service == Service.MINIO
                && !Files.exists(settings.cache().resolve("dist/minio/.complete"))
                && !Files.exists(settings.home().resolve("data/minio"));
    }

    @Override
    public void installMeanwhile(Service service) {
        installer.installMeanwhile(service);
    }

    @Override
    public void open() {
        if (supervisor.isAlive()) {
            return;
        }
        endProcessesLeftBehind();
        Path daemon = settings.cache().resolve("dist/venv-supervisor/bin/supervisord");
        List<String> command = List.of(
                daemon.toString(),
                "-c",
                settings.root().resolve("local/supervisord.conf").toString());
        List<String> output = new ArrayList<>();
        try {
            Files.createDirectories(settings.runFolder());
            Files.createDirectories(settings.logFolder());
            Files.createDirectories(settings.home().resolve("data"));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(settings.root().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(settings.logFolder()
                            .resolve("supervisord.start.log")
                            .toFile());
            builder.environment().clear();
            builder.environment().putAll(StackEnvironment.forServices(settings, System.getenv()));
            // supervisord leaves this process' session by itself; the child seen here ends when it has.
            int exit = builder.start().waitFor();
            output.addAll(Files.readAllLines(settings.logFolder().resolve("supervisord.start.log")));
            Path log = settings.logFolder().resolve("supervisord.log");
            if (exit != 0
                    || !Polling.whileProgressing(
                            SUPERVISOR_ANSWERS_WITHIN, () -> log.toFile().length(), supervisor::isAlive)) {
                throw CliException.failed("the supervisor did not start: " + String.join(" / ", output), "see " + log);
            }
        } catch (IOException e) {
            throw CliException.cannotRun("cannot start " + daemon + ": " + Cause.of(e), "install it: ./isotherm up", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted while the supervisor started", "run this again", e);
        }
    }

    @Override
    public List<ChangedSetting> changedSettings() {
        return supervisor.isAlive()
                ? StackEnvironment.changes(ProcessTable.environmentOf(supervisor.ownPid()), settings)
                : List.of();
    }

    @Override
    public void start(Service service) {
        supervisor.start(service.serviceName());
    }

    @Override
    public void restart(Service service) {
        stopAndAwait(Set.of(service.serviceName()));
        supervisor.start(service.serviceName());
    }

    /** Users of a server end before it does: each can then leave it in order. */
    @Override
    public void stopAll(PrintWriter progress) {
        if (supervisor.isAlive()) {
            stopAndAwait(programsThatAreNoService());
            for (Set<Service> group : Service.stopOrder()) {
                stopAndAwait(group.stream().map(Service::serviceName).collect(Collectors.toSet()));
            }
            ProcessHandle daemon = ProcessHandle.of(supervisor.ownPid()).orElse(null);
            supervisor.shutdown();
            if (daemon != null && !ProcessTable.awaitEnd(daemon, ENDS_WITHIN)) {
                progress.println("  the supervisor did not end by itself");
            }
        }
        int leftBehind = endProcessesLeftBehind();
        if (leftBehind > 0) {
            progress.println("  ended " + leftBehind + " processes that had no supervisor any more");
        }
    }

    @Override
    public void deleteData(PrintWriter progress) {
        for (Path folder : List.of(settings.home().resolve("data"), settings.logFolder(), settings.runFolder())) {
            progress.println("  deleting " + folder);
            Folders.delete(folder);
        }
    }

    private void stopAndAwait(Set<String> names) {
        names.forEach(supervisor::stop);
        boolean stopped = Polling.until(ENDS_WITHIN, () -> supervisor.processes().stream()
                .filter(process -> names.contains(process.name()))
                .allMatch(process -> process.pid() == 0));
        if (!stopped) {
            throw CliException.failed(
                    "not stopped within " + ENDS_WITHIN.toSeconds() + " s: " + String.join(", ", names),
                    "see ./isotherm status and the service's log");
        }
    }

    private Set<String> programsThatAreNoService() {
        Set<String> names = supervisor.processes().stream()
                .map(SupervisorClient.Process::name)
                .collect(Collectors.toSet());
        Arrays.stream(Service.values()).map(Service::serviceName).forEach(names::remove);
        return names;
    }

    /** Ends processes of this stack that outlived their supervisor, and says how many there were. */
    private int endProcessesLeftBehind() {
        List<ProcessHandle> processes = ProcessTable.withEnvironment(
                StackEnvironment.OWNER_VARIABLE, settings.home().toString());
        processes.forEach(ProcessHandle::destroy);
        for (ProcessHandle process : processes) {
            if (!ProcessTable.awaitEnd(process, ENDS_AFTER_SIGTERM_WITHIN)) {
                process.destroyForcibly();
                ProcessTable.awaitEnd(process, ENDS_AFTER_SIGTERM_WITHIN);
            }
        }
        return processes.size();
    }

    @Override
    public List<ServiceStatus> status() {
        Map<String, SupervisorClient.Process> processes = supervisor.isAlive()
                ? supervisor.processes().stream()
                        .collect(Collectors.toMap(SupervisorClient.Process::name, Function.identity()))
                : Map.of();
        List<ServiceStatus> result = new ArrayList<>();
        for (Service service : Service.values()) {
            SupervisorClient.Process process = processes.get(service.serviceName());
            State state = process == null ? State.STOPPED : stateOf(process.state());
            if (state == State.RUNNING && !Connections.accepts(service.port(settings))) {
                state = State.STARTING;
            }
            Long pid = process == null || process.pid() == 0 ? null : process.pid();
            result.add(ServiceStatus.of(service, state, pid, service.ports(), settings));
        }
        Set<String> known =
                Arrays.stream(Service.values()).map(Service::serviceName).collect(Collectors.toSet());
        processes.values().stream()
                .filter(process -> !known.contains(process.name()))
                .sorted(Comparator.comparing(SupervisorClient.Process::name))
                .map(process -> new ServiceStatus(
                        process.name(),
                        stateOf(process.state()),
                        process.pid() == 0 ? null : process.pid(),
                        null,
                        null))
                .forEach(result::add);
        return result;
    }

    /** The supervisor's states are those of http://supervisord.org/subprocess.html#process-states. */
    static State stateOf(String supervisorState) {
        return switch (supervisorState) {
            case "STOPPED", "EXITED" -> State.STOPPED;
            case "STARTING", "BACKOFF" -> State.STARTING;
            case "RUNNING" -> State.RUNNING;
            case "STOPPING" -> State.STOPPING;
            default -> State.FAILED;
        };
    }

    @Override
    public List<String> lastLogLines(String service, int lines) {
        Path file = logFile(service);
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            long start = Math.max(0, log.length() - BYTES_OF_LOG_TAIL);
            byte[] tail = new byte[(int) (log.length() - start)];
            log.seek(start);
            log.readFully(tail);
            List<String> all = new String(tail, StandardCharsets.UTF_8).lines().toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException e) {
            return List.of("(" + file + " cannot be read: " + Cause.of(e) + ")");
        }
    }

    @Override
    public int showLog(String service, int lines, boolean follow) {
        Path file = logFile(service);
        if (!Files.isReadable(file)) {
            throw CliException.cannotRun(
                    "there is no log " + file,
                    "services: " + String.join(" ", namesOfLogs()) + "; start: ./isotherm up");
        }
        List<String> command = new ArrayList<>(List.of("tail", "-n", String.valueOf(lines)));
        if (follow) {
            // By name: the log is rotated.
            command.add("-F");
        }
        command.add(file.toString());
        return Processes.runInForeground(command, Map.of());
    }

    private List<String> namesOfLogs() {
        return status().stream().map(ServiceStatus::service).toList();
    }

    private Path logFile(String service) {
        return settings.logFolder().resolve(service + ".log");
    }

    @Override
    public int runAirflow(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(settings.root().resolve("local/run/airflow-command.sh").toString());
        command.addAll(arguments);
        return Processes.runInForeground(command, StackEnvironment.forServices(settings, System.getenv()));
    }

    @Override
    public FlinkState flinkState() {
        return new FlinkStateFolder(settings.home().resolve("data/flink"));
    }

    @Override
    public ServiceEndpoints endpoints() {
        return ServiceEndpoints.local(settings);
    }
}
