package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What happens to a stack that no command has asked for: its processes die, its servers are told things by others. */
final class StackProcesses {
    private final TestStack stack;
    private final Map<Process, Path> outputs = new HashMap<>();

    StackProcesses(TestStack stack) {
        this.stack = stack;
    }

    /** Starts a command and returns at once. */
    Process begin(String... arguments) {
        try {
            Path output = Files.createTempFile(Path.of("target"), "lifecycle-", ".log");
            Process process = stack.command(arguments)
                    .redirectErrorStream(true)
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

    /** As Ctrl-C does it. */
    void interrupt(Process process) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exit).isZero();
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
        String mark = "ISOTHERM_STACK=" + stack.home();
        List<ProcessHandle> all = ProcessHandle.allProcesses()
                .filter(process -> environmentOf(process).contains(mark))
                .sorted((left, right) -> Boolean.compare(isSupervisor(right), isSupervisor(left)))
                .toList();
        assertThat(all).anyMatch(StackProcesses::isSupervisor).hasSizeGreaterThan(8);
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(ended -> ended.onExit().join());
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

    /** Tells Kafka Connect something. */
    void connect(String method, String path) throws IOException, InterruptedException {
        send(stack.connection("CONNECT_URL"), method, path);
    }

    /** The job ends although no command was given to end it. */
    void cancelJobBehindTheCommand() throws IOException, InterruptedException {
        String flink = stack.connection("FLINK_URL");
        for (JsonNode job :
                new ObjectMapper().readTree(send(flink, "GET", "/jobs")).path("jobs")) {
            if (job.path("status").asText().equals("RUNNING")) {
                send(flink, "PATCH", "/jobs/" + job.path("id").asText() + "?mode=cancel");
            }
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
