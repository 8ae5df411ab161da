package io.isotherm.bench.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A stack for measurements only: run through {@code ./isotherm} on free ports, with its data under
 * {@code bench/target}. Started empty and stopped by the run; a stack that already runs is not touched.
 */
public final class BenchStack implements AutoCloseable {
    public static final String DATABASE = "ecommerce";

    private static final String TASKMANAGER_MEMORY = "FLINK_TASKMANAGER_MEMORY";

    /** More than the defaults of a small machine, for every system alike. */
    private static final Map<String, String> SIZES =
            Map.of("KAFKA_HEAP", "768m", "CONNECT_HEAP", "768m", "CLICKHOUSE_MEMORY", "4g", TASKMANAGER_MEMORY, "2g");

    private static final List<String> SERVICES = List.of(
            "postgres",
            "zookeeper",
            "kafka",
            "schema-registry",
            "connect",
            "flink-jobmanager",
            "flink-taskmanager",
            // Without the object store a view is not dropped: what was one is looked for on every disk
            "minio",
            "clickhouse");

    private static final String TABLES = "ISOTHERM_TABLES";
    private static final String TABLES_FILE = "tables.yaml";

    private final Path root;
    private final Path home;
    private final Path jobTables;
    private final PrintWriter out;
    private final Map<String, String> environment = new HashMap<>();
    private final Connections connections;
    private final Thread stopAtExit = new Thread(this::abort);
    private volatile Process underWay;

    private BenchStack(Path root, PrintWriter out) throws IOException {
        this.root = root;
        this.out = out;
        home = root.resolve("bench/target/stack");
        jobTables = home.resolveSibling("tables.yaml");
        Files.createDirectories(jobTables.getParent());
        Files.copy(root.resolve(TABLES_FILE), jobTables, StandardCopyOption.REPLACE_EXISTING);
        environment.put("ISOTHERM_HOME", home.toString());
        environment.put(TABLES, jobTables.toString());
        SIZES.keySet().forEach(name -> environment.put(name, sizeOf(name)));
        choosePorts();
        Map<String, String> all = new HashMap<>(System.getenv());
        all.putAll(environment);
        connections = new Connections(Settings.load(root, all));
        environment.put("ISOTHERM_CACHE", settings().cache().toString());
    }

    /** Starts an empty stack with the demo's tables and seed data, and a running connector; no job runs yet. */
    public static BenchStack start(Path root, PrintWriter out) throws IOException {
        BenchStack stack = new BenchStack(root, out);
        // what a killed run left behind
        if (Files.exists(stack.home)) {
            stack.down();
            stack.deletePreviousData();
        }
        Runtime.getRuntime().addShutdownHook(stack.stopAtExit);
        out.println("starting the stack of this measurement in " + root.relativize(stack.home));
        out.flush();
        stack.up();
        stack.isotherm("seed");
        stack.isotherm("apply", "--no-wait");
        stack.clickHouse().execute("CREATE DATABASE bench");
        return stack;
    }

    /** Runs {@code ./isotherm} against this stack. */
    public void isotherm(String... arguments) {
        List<String> command = new ArrayList<>(List.of(root.resolve("isotherm").toString()));
        command.addAll(List.of(arguments));
        succeed(command);
    }

    /** Gets a component of local mode that no service of this stack needs, unless it is there already. */
    public void install(String component) {
        succeed(List.of(root.resolve("local/install.sh").toString(), component));
    }

    private void succeed(List<String> command) {
        Path log = commandLog();
        try {
            int exit = run(command, log);
            if (exit != 0) {
                throw new BenchException(
                        String.join(" ", command) + " ended with " + exit + ":\n" + Files.readString(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int run(List<String> command, Path log) throws IOException {
        Files.createDirectories(log.getParent());
        ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
        builder.environment().putAll(environment);
        if (command.contains("apply")) {
            // All tables are captured, whatever the job at hand reads
            builder.environment().put(TABLES, root.resolve(TABLES_FILE).toString());
        }
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        try {
            Process process = builder.start();
            underWay = process;
            return process.waitFor();
        } catch (InterruptedException e) {
            throw Pause.interrupted(e);
        }
    }

    public Connections connections() {
        return connections;
    }

    public Settings settings() {
        return connections.settings();
    }

    public Connection postgres() {
        return connections.postgres(DATABASE);
    }

    public String postgresAddress() {
        return settings().address(Setting.POSTGRES_PORT);
    }

    public String secret(Secret secret) {
        return connections.secrets().get(secret);
    }

    public ClickHouse clickHouse() {
        return new ClickHouse(settings().url(Setting.CLICKHOUSE_HTTP_PORT), secret(Secret.CLICKHOUSE_ADMIN_PASSWORD));
    }

    public FlinkJobs flink() {
        return new FlinkJobs(connections, root);
    }

    public String kafka() {
        return settings().address(Setting.KAFKA_PORT);
    }

    public String registry() {
        return settings().schemaRegistryUrl();
    }

    /**
     * Changes what the TaskManager is given. The whole stack starts again, because services have the environment that
     * their supervisor was started with.
     *
     * @param size null for what it was at first
     */
    public void resizeTaskManager(String size) {
        String wanted = size != null ? size : sizeOf(TASKMANAGER_MEMORY);
        if (!wanted.equals(environment.put(TASKMANAGER_MEMORY, wanted))) {
            isotherm("down");
            up();
        }
    }

    private static String sizeOf(String name) {
        return System.getenv().getOrDefault(name, SIZES.get(name));
    }

    private void up() {
        List<String> arguments = new ArrayList<>(List.of("up"));
        arguments.addAll(SERVICES);
        isotherm(arguments.toArray(String[]::new));
    }

    /** Memory of a service's process that is in RAM now. */
    public long residentBytes(String service) {
        isotherm("status", "--json");
        try {
            for (JsonNode entry : new ObjectMapper().readTree(commandLog().toFile())) {
                if (entry.path("service").asText().equals(service)) {
                    return residentBytes(entry.path("pid").asLong());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new BenchException("./isotherm status does not know " + service);
    }

    private static long residentBytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) << 10)
                .findFirst()
                .orElseThrow(() -> new BenchException("process " + pid + " has no memory"));
    }

    private Path commandLog() {
        return home.resolveSibling("stack-command.log");
    }

    /**
     * Where the job looks for its {@code tables.yaml}. The environment of Flink's JobManager names it, which wins over
     * what the job's own file says.
     */
    Path jobTables() {
        return jobTables;
    }

    /** Sizes that differ from the defaults. */
    public Map<String, String> sizes() {
        Map<String, String> sizes = new HashMap<>();
        SIZES.keySet().forEach(name -> sizes.put(name, environment.get(name)));
        return sizes;
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(stopAtExit);
        down();
    }

    /** In the middle of a command, perhaps, which must not start anything after the stack is down. */
    private void abort() {
        Process running = underWay;
        if (running != null && running.isAlive()) {
            running.destroy();
            running.onExit().join();
        }
        down();
    }

    private void down() {
        try {
            int exit = run(List.of(root.resolve("isotherm").toString(), "down"), home.resolveSibling("stack-down.log"));
            if (exit != 0) {
                out.println("the stack did not stop; see " + home.resolveSibling("stack-down.log"));
                out.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void choosePorts() throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        for (String line : Files.readAllLines(root.resolve(".env.example"))) {
            if (line.matches("\\w+_PORT=\\d+")) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                held.add(socket);
                environment.put(line.substring(0, line.indexOf('=')), String.valueOf(socket.getLocalPort()));
            }
        }
        for (ServerSocket socket : held) {
            socket.close();
        }
    }

    private void deletePreviousData() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
