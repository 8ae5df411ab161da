package io.isotherm.cli.job;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** What Flink 2.2 was seen to answer about a job, in states that a real cluster passes through too quickly. */
final class FlinkAnswers implements AutoCloseable {
    static final String JOB = "0123456789abcdef0123456789abcdef";

    private final HttpServer server;
    private final Map<String, Supplier<String>> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    FlinkAnswers() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        jobIs("RUNNING");
        recordsRead(() -> 0L);
        on("POST /jobs/" + JOB + "/checkpoints", "{}");
        on("GET /jobs/" + JOB + "/checkpoints", "{\"counts\": {\"completed\": 0}}");
        on("GET /jobs/" + JOB + "/exceptions", "{}");
    }

    void jobIs(String state) {
        on(
                "GET /jobs/overview",
                "{\"jobs\": [{\"jid\": \"%s\", \"name\": \"isotherm\", \"state\": \"%s\", \"start-time\": 1}]}"
                        .formatted(JOB, state));
    }

    void recordsRead(Supplier<Long> number) {
        on(
                "GET /jobs/" + JOB,
                () -> ("{\"state\": \"RUNNING\", \"vertices\": [{\"parallelism\": 1, \"tasks\": {\"RUNNING\": 1},"
                                + " \"metrics\": {\"read-records\": %d}}]}")
                        .formatted(number.get()));
    }

    void on(String request, String answer) {
        on(request, () -> answer);
    }

    void on(String request, Supplier<String> answer) {
        answers.put(request, answer);
    }

    List<String> requests() {
        return requests;
    }

    /** @param root the home of the command */
    Settings settings(Path root) {
        return Settings.load(
                root,
                Map.of(
                        Setting.FLINK_PORT.name(),
                        String.valueOf(server.getAddress().getPort())));
    }

    FlinkClient client(Path root) {
        return new FlinkClient(new Connections(settings(root)));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String request =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        requests.add(request);
        Supplier<String> answer = answers.get(request);
        byte[] body = (answer == null ? "{}" : answer.get()).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
