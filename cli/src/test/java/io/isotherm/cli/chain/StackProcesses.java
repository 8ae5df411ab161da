package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.job.FlinkClient;
import io.isotherm.cli.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What happens to a stack that no command has asked for: its processes die, its servers are told things by others. */
final class StackProcesses {
    /** Bit of the set of pending signals that Linux shows. */
    private static final long SIGTERM_PENDING = 1L << (15 - 1);

    private final TestStack stack;
    private final Map<Process, Path> outputs = new HashMap<>();

    StackProcesses(TestStack stack) {
        this.stack = stack;
    }

    /** Starts the start of the stack's own services and returns at once. */
    Process beginUp() {
        ProcessBuilder up = stack.command("up");
        up.command().addAll(TestStack.CHAIN);
        return begin(up);
    }

    /** Starts a command and returns at once. */
    Process begin(String... arguments) {
        return begin(stack.command(arguments));
    }

    private Process begin(ProcessBuilder command) {
        try {
            Path output = Files.createTempFile(Path.of("target"), "lifecycle-", ".log");
            // a test that runs in the background is deaf to Ctrl-C, and what it starts would be, too
            command.command().addAll(0, List.of("env", "--default-signal=INT"));
            Process process = command.redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            outputs.put(process, output);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a command that was begun has written so far. */
    String outputOf(Process process) {
        try {
            return Files.readString(outputs.get(process));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** kill -9 of a command and what it runs. */
    void kill(Process process) {
        List<ProcessHandle> tree = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        tree.forEach(ProcessHandle::destroyForcibly);
        tree.forEach(ended -> ended.onExit().join());
    }

    /** kill -9 of everything that belongs to the stack, the supervisor first, so that it starts nothing anew. */
    void killAll() {
        List<ProcessHandle> all = ofTheStack()
                .sorted((left, right) -> Boolean.compare(isSupervisor(right), isSupervisor(left)))
                .toList();
        assertThat(all).anyMatch(StackProcesses::isSupervisor).hasSizeGreaterThan(8);
        all.forEach(ProcessHandle::destroyForcibly);
        // Whoever inherits them may take its time to bury them
        await().until(() ->
                all.stream().allMatch(process -> read(process, "cmdline").allMatch(String::isEmpty)));
    }

    /** What {@code traffic start} has started, if it has a process. */
    Optional<ProcessHandle> traffic() {
        return ofTheStack()
                .filter(process -> read(process, "cmdline").anyMatch("--as-started"::equals))
                .findFirst();
    }

    /**
     * Keeps a process from doing anything while something happens.
     *
     * @param action is over when the process may go on
     */
    static void whileFrozen(ProcessHandle process, Callable<?> action) throws Exception {
        signal(process, "STOP");
        try {
            action.call();
        } finally {
            signal(process, "CONT");
        }
    }

    private static void signal(ProcessHandle process, String name) throws IOException, InterruptedException {
        int sent = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(sent).as("kill -" + name).isZero();
    }

    /** Whether somebody wants a frozen process to end: the signal waits until it goes on. */
    static boolean isToldToEnd(ProcessHandle process) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("ShdPnd:"))
                .anyMatch(line -> (Long.parseLong(line.substring(7).strip(), 16) & SIGTERM_PENDING) != 0);
    }

    /** Whether a command waits for a lock of Postgres; not the connector, which may wait for the same. */
    boolean aCommandWaitsForALock() throws SQLException {
        try (Connection connection = stack.postgres();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_stat_activity"
                        + " WHERE application_name = 'isotherm' AND wait_event_type = 'Lock'")) {
            row.next();
            return row.getInt(1) > 0;
        }
    }

    /** Ends a command as Ctrl-C does, and insists that it says what is undone. */
    void interrupt(Process command, String... said) throws IOException, InterruptedException {
        signal(command.toHandle(), "INT");
        assertThat(command.waitFor(2, TimeUnit.MINUTES)).as("its end").isTrue();
        assertThat(command.exitValue()).as(outputOf(command)).isEqualTo(128 + 2);
        assertThat(outputOf(command)).contains(said);
    }

    private Stream<ProcessHandle> ofTheStack() {
        String mark = "ISOTHERM_STACK=" + stack.command().environment().get("ISOTHERM_HOME");
        return ProcessHandle.allProcesses()
                .filter(process -> environmentOf(process).contains(mark));
    }

    private static boolean isSupervisor(ProcessHandle process) {
        return read(process, "cmdline").anyMatch(argument -> argument.endsWith("/supervisord"));
    }

    private static List<String> environmentOf(ProcessHandle process) {
        return read(process, "environ").toList();
    }

    /** Linux ends each entry with a NUL byte. */
    private static Stream<String> read(ProcessHandle process, String file) {
        try {
            return Stream.of(Files.readString(Path.of("/proc", String.valueOf(process.pid()), file))
                    .split("\0"));
        } catch (IOException ended) {
            return Stream.empty();
        }
    }

    /** Asks or tells Kafka Connect something. */
    String connect(String method, String path) throws IOException, InterruptedException {
        return send(stack.connection("CONNECT_URL"), method, path);
    }

    /** The job ends although no command was given to end it. */
    void cancelJobBehindTheCommand() throws IOException, InterruptedException {
        String flink = stack.connection("FLINK_URL");
        for (JsonNode job :
                new ObjectMapper().readTree(send(flink, "GET", "/jobs")).path("jobs")) {
            if (job.path("status").asText().equals("RUNNING")) {
                String path = "/jobs/" + job.path("id").asText();
                send(flink, "PATCH", path + "?mode=cancel");
                await().until(() -> send(flink, "GET", path).contains("\"state\":\"CANCELED\""));
            }
        }
    }

    /** Whether Flink knows something, as its REST API calls it. */
    boolean flinkHas(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stack.connection("FLINK_URL") + path))
                .build();
        return HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode()
                == 200;
    }

    /**
     * The job fails for good, as one does that cannot restart: it is another one, which the cluster is not to restart,
     * and loses its TaskManager.
     */
    void failJob() throws IOException, InterruptedException {
        cancelJobBehindTheCommand();
        String flink = stack.connection("FLINK_URL");
        Settings settings = Settings.load(StackPlace.ROOT, stack.command().environment());
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.putArray("programArgsList")
                .add("--config")
                .add(stack.home().resolve("run/job.yaml").toString());
        request.putObject("flinkConfiguration").put("restart-strategy.type", "none");
        String job = new FlinkClient(new Connections(settings)).run(jobJar(), request);
        await().atMost(2, TimeUnit.MINUTES).until(() -> !send(flink, "GET", "/jobs/" + job + "/checkpoints")
                .contains("\"completed\":0"));
        stack.kill("flink-taskmanager");
        await().atMost(2, TimeUnit.MINUTES)
                .until(() -> send(flink, "GET", "/jobs/" + job).contains("\"state\":\"FAILED\""));
    }

    private static Path jobJar() throws IOException {
        try (Stream<Path> jars = Files.list(StackPlace.ROOT.resolve("flink-job/target"))) {
            return jars.filter(jar -> jar.getFileName().toString().matches("isotherm-job-.*\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String send(String url, String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
        return answer.body();
    }
}
