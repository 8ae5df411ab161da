package io.isotherm.cli.stack;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What this machine must have before services can start as plain processes. Starts and changes nothing. */
public final class Preflight {
    private static final long GIB = 1L << 30;
    private static final Room FOR_A_NEW_STACK = new Room(3 * GIB, 3 * GIB);
    /** It must come up where little was freed of a full disk: what it holds is needed. */
    private static final Room FOR_A_STACK_WITH_DATA = new Room(GIB / 4, 3 * GIB);

    private static final Room TO_INSTALL = new Room(8 * GIB, 8 * GIB);
    private static final Room WHERE_ALL_IS_INSTALLED = new Room(0, GIB);
    private static final long MEMORY_NEEDED_BYTES = 6 * GIB;
    /** sockaddr_un holds 108 bytes; supervisord appends its pid while it creates the socket. */
    private static final int LONGEST_SOCKET_PATH = 95;

    /**
     * What every configuration file, class path and list of paths carries as it is. Kafka reads its files as
     * ISO 8859-1, and a JVM without a locale finds no file whose name is not ASCII.
     */
    private static final Pattern CARRIED = Pattern.compile("[A-Za-z0-9 /._+=@~()-]+");

    private record Tool(String program, String component, String purpose, String remedy) {}

    private static final List<Tool> TOOLS = List.of(
            new Tool(
                    "mvn",
                    "kafka",
                    "builds the job and fetches Postgres, Kafka, Debezium and the registry",
                    "install Maven 3.8 or newer (Debian: apt-get install maven)"),
            new Tool(
                    "python3",
                    "venv-supervisor",
                    "runs the supervisor, ClickHouse's launcher, Airflow and dbt",
                    "install Python 3.10 or newer with venv (Debian: apt-get install python3-venv)"),
            new Tool(
                    "npm",
                    "clickhouse",
                    "fetches the ClickHouse server where there is no clickhouse program",
                    "install Node.js (Debian: apt-get install npm), or put clickhouse on the PATH"),
            new Tool(
                    "go",
                    "minio",
                    "compiles the MinIO server where there is no minio program",
                    "install Go 1.24 or newer, or put minio on the PATH"));

    /**
     * Bytes of a disk.
     *
     * @param needed nothing starts with less
     * @param wanted with less it may soon be full
     */
    record Room(long needed, long wanted) {
        Finding of(String subject, Path folder, long free) {
            String detail = String.format(Locale.ROOT, "%.1f GiB free at %s", (double) free / GIB, folder);
            String remedy = String.format(
                    Locale.ROOT,
                    "make room for %.2f GiB, or set ISOTHERM_HOME or ISOTHERM_CACHE elsewhere",
                    (double) wanted / GIB);
            if (free < needed) {
                return Finding.fail(subject, detail, remedy);
            }
            return free < wanted ? Finding.warn(subject, detail, remedy) : Finding.ok(subject, detail);
        }
    }

    private final Settings settings;

    public Preflight(Settings settings) {
        this.settings = settings;
    }

    /** Ports that processes of this stack listen on are not in anybody's way. */
    public List<Finding> check(Set<Service> services) {
        List<Finding> findings = new ArrayList<>();
        findings.add(java());
        TOOLS.forEach(tool -> findings.add(tool(tool)));
        findings.add(disk("home", settings.home(), roomForHome()));
        boolean installed = Files.isDirectory(dist("flink"));
        findings.add(disk("cache", settings.cache(), installed ? WHERE_ALL_IS_INSTALLED : TO_INSTALL));
        findings.add(memory());
        findings.add(socketPath());
        findings.addAll(namesOfFolders());
        findings.addAll(ports(services));
        return findings;
    }

    Room roomForHome() {
        return Files.isDirectory(settings.home().resolve("data")) ? FOR_A_STACK_WITH_DATA : FOR_A_NEW_STACK;
    }

    private static Finding java() {
        int major = Runtime.version().feature();
        return major >= 17
                ? Finding.ok("java", Runtime.version() + " at " + System.getProperty("java.home"))
                : Finding.fail("java", "version " + major, "install a JDK 17 or newer");
    }

    private Finding tool(Tool tool) {
        Optional<Path> found = onPath(tool.program());
        if (found.isPresent()) {
            return Finding.ok(tool.program(), found.get().toString());
        }
        String detail = "not on the PATH; it " + tool.purpose();
        boolean dispensable =
                Files.exists(dist(tool.component())) || onPath(tool.component()).isPresent();
        return dispensable
                ? Finding.ok(tool.program(), detail + "; not needed, because that is there already")
                : Finding.fail(tool.program(), detail, tool.remedy());
    }

    private Path dist(String component) {
        return settings.cache().resolve("dist").resolve(component);
    }

    static Optional<Path> onPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        for (String folder : path.split(":")) {
            Path candidate = Path.of(folder, program);
            if (!folder.isEmpty() && Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static Finding disk(String name, Path folder, Room room) {
        Path existing = folder;
        while (!Files.exists(existing)) {
            existing = existing.getParent();
        }
        String subject = "disk for " + name;
        if (!Files.isWritable(existing)) {
            return Finding.fail(subject, existing + " cannot be written", "change its owner or set another folder");
        }
        try {
            return room.of(subject, folder, Files.getFileStore(existing).getUsableSpace());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask for the free space of " + existing, e);
        }
    }

    private static Finding memory() {
        try {
            long available = Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
            String detail = String.format("%.1f GiB available", (double) available / GIB);
            return available >= MEMORY_NEEDED_BYTES
                    ? Finding.ok("memory", detail)
                    : Finding.warn(
                            "memory",
                            detail + "; the whole stack takes up to 6 GiB",
                            "end other programs, or lower the sizes in .env");
        } catch (IOException e) {
            return Finding.warn("memory", "unknown: " + Cause.of(e), "make sure that 6 GiB are available");
        }
    }

    private Finding socketPath() {
        Path socket = settings.runFolder().resolve("supervisor.sock");
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        return length <= LONGEST_SOCKET_PATH
                ? Finding.ok("home", settings.home().toString())
                : Finding.fail(
                        "home",
                        "the path " + socket + " is longer than a Unix socket may be",
                        "set ISOTHERM_HOME to a folder with a shorter path");
    }

    private List<Finding> namesOfFolders() {
        Map<String, Path> folders = new LinkedHashMap<>();
        folders.put("the project's folder", settings.root());
        folders.put("ISOTHERM_HOME", settings.home());
        folders.put("ISOTHERM_CACHE", settings.cache());
        List<Finding> findings = new ArrayList<>();
        folders.forEach((what, folder) -> {
            String odd = CARRIED.matcher(folder.toString()).replaceAll("");
            if (!odd.isEmpty()) {
                findings.add(Finding.fail(
                        what,
                        "servers cannot have \"" + odd + "\" in the path " + folder,
                        "move it to a path of ASCII letters, digits, spaces and / . _ - + = @ ~ ( )"));
            }
        });
        return findings;
    }

    private List<Finding> ports(Set<Service> services) {
        Set<Long> own =
                ProcessTable.withEnvironment(
                                StackEnvironment.OWNER_VARIABLE, settings.home().toString())
                        .stream()
                        .map(ProcessHandle::pid)
                        .collect(Collectors.toSet());
        return new PortCheck(settings)
                .check(
                        services.stream().flatMap(service -> PortCheck.Needed.of(service, service.ports())),
                        listener -> own.contains(listener.pid()));
    }
}
