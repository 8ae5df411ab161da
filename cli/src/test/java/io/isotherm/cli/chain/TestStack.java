package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isotherm.cli.stack.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The real stack, run the way a user runs it: through {@code ./isotherm}, on free ports, with its data under {@code
 * target/}. Started by the first test that asks and stopped with the JVM; a stack that already runs is not touched.
 */
final class TestStack {
    private static final boolean KEPT = "keep".equals(System.getProperty("stack"));
    /** New with each run, for a stack that is kept has what earlier runs made. */
    private static final String RUN = "_" + Long.toString(System.currentTimeMillis() / 1000, Character.MAX_RADIX);

    private static final Pattern EXPORT = Pattern.compile("export (\\w+)='?(.*?)'?");
    static final List<String> CHAIN =
            List.of("postgres zookeeper kafka schema-registry connect flink-jobmanager flink-taskmanager clickhouse"
                    .split(" "));

    private static TestStack kept;

    private final StackPlace place;
    private final StackCommands commands;
    private Map<String, String> connections;

    /** One with a home of its own, not started yet; stopped with the JVM. */
    TestStack(Path home) throws IOException {
        this(StackPlace.chosen(home));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> run("down")));
    }

    private TestStack(StackPlace place) {
        this.place = place;
        this.commands = new StackCommands(place);
    }

    /** The one of this thread. */
    static TestStack running() throws IOException {
        return KEPT ? kept() : ThreadStacks.get();
    }

    /** A new one, on which this thread's later classes go on. */
    static TestStack fresh() throws IOException {
        return ThreadStacks.renew();
    }

    /** A new one with the shop, replicating, which no other test class uses. */
    static TestStack ofItsOwn(String name) throws IOException {
        TestStack stack = new TestStack(Path.of("target", name));
        Folders.delete(stack.home());
        stack.replicate();
        return stack;
    }

    private void replicate() {
        up();
        // enough days to archive, and not many more: each costs the archive of its partitions
        isotherm("seed", "--days", "12");
        isotherm("apply");
    }

    private static synchronized TestStack kept() throws IOException {
        if (kept != null) {
            return kept;
        }
        System.err.println(
                "The tests use the stack in cli/target/kept, start it if it does not run, and keep it running."
                        + " To use it by hand, or to end it with ./isotherm down: . cli/target/kept.env");
        TestStack stack = new TestStack(StackPlace.kept(Path.of("target/kept")));
        stack.replicate();
        // apply has started the job, unless one runs that was kept, maybe with yesterday's jar
        stack.isotherm("job", "restart");
        kept = stack;
        return stack;
    }

    /** A name that no earlier run has used, for a table, a column or anything else that a test makes. */
    static String own(String name) {
        return name + RUN;
    }

    /** Starts what belongs to it, and returns what the command said. */
    String up() {
        String said = isotherm(Stream.concat(Stream.of("up"), CHAIN.stream()).toArray(String[]::new));
        connections = readConnections();
        return said;
    }

    /** Runs the command and insists that it succeeds. */
    String isotherm(String... arguments) {
        StackCommands.Result result = run(arguments);
        assertThat(result.exit())
                .as("./isotherm %s%n%s", String.join(" ", arguments), result.output())
                .isZero();
        return result.output();
    }

    TablesFile tables() {
        return new TablesFile(place.tables());
    }

    /** Dead letters not replayed yet. */
    long deadLetters() {
        try {
            long total = 0;
            for (JsonNode group : new ObjectMapper().readTree(isotherm("dlq", "list", "--json"))) {
                total += group.get("count").asLong();
            }
            return total;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops or starts one service the way an operator would behind the command's back. */
    void supervisor(String action, String service) {
        commands.supervisor(action, service);
    }

    Path home() {
        return place.home();
    }

    /** A command of this stack, to be run otherwise than by {@link #run}. */
    ProcessBuilder command(String... arguments) {
        return commands.isotherm(arguments);
    }

    /** Both sides hold the same values once everything committed so far has arrived. */
    void assertEqual() {
        isotherm("wait", "--timeout", "240");
        isotherm("verify");
    }

    StackCommands.Result run(String... arguments) {
        return commands.run(arguments);
    }

    /** Runs another program on this stack: the command of a product at another place, or {@code initial_run.sh}. */
    StackCommands.Result runProgram(Path program, String... arguments) {
        return commands.runProgram(program, arguments);
    }

    /** One of the names that {@code isotherm env} prints. */
    String connection(String name) {
        return connections.get(name);
    }

    Connection postgres() throws SQLException {
        return postgres(connection("PGDATABASE"));
    }

    Connection postgres(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + connection("PGHOST") + ":" + connection("PGPORT") + "/" + database,
                connection("PGUSER"),
                connection("PGPASSWORD"));
    }

    void execute(String... statements) throws SQLException {
        executeIn(connection("PGDATABASE"), statements);
    }

    void executeIn(String database, String... statements) throws SQLException {
        try (Connection connection = postgres(database);
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The answer of ClickHouse to its administrator, as tab-separated lines. */
    String query(String sql) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(connection("CLICKHOUSE_URL")))
                .header("X-ClickHouse-User", connection("CLICKHOUSE_USER"))
                .header("X-ClickHouse-Key", connection("CLICKHOUSE_PASSWORD"))
                .POST(HttpRequest.BodyPublishers.ofString(sql))
                .build();
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The process that the supervisor keeps for a service. */
    long pid(String service) {
        String pid = commands.supervisor("pid", service).strip();
        assertThat(pid).as("the process of " + service).matches("[1-9]\\d*");
        return Long.parseLong(pid);
    }

    /** kill -9, the way a server dies that has no chance to say goodbye. */
    void kill(String service) {
        kill(process(service));
    }

    /** kill -9 of one of the processes that a service consists of. */
    void kill(String service, String command) {
        kill(process(service)
                .descendants()
                .filter(candidate -> commandOf(candidate).contains(command))
                .findFirst()
                .orElseThrow(() -> new AssertionError(service + " has no process " + command)));
    }

    private ProcessHandle process(String service) {
        return ProcessHandle.of(pid(service)).orElseThrow();
    }

    private static void kill(ProcessHandle process) {
        process.destroyForcibly();
        process.onExit().join();
    }

    private static String commandOf(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"))
                    .replace('\0', ' ');
        } catch (IOException ended) {
            return "";
        }
    }

    private Map<String, String> readConnections() {
        Map<String, String> values = new HashMap<>();
        isotherm("env")
                .lines()
                .map(EXPORT::matcher)
                .filter(Matcher::matches)
                .forEach(m -> values.put(m.group(1), m.group(2)));
        return values;
    }
}
