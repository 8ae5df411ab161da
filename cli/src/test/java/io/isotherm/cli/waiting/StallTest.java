package io.isotherm.cli.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.isotherm.cli.connection.Rest;
import io.isotherm.cli.error.CliException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waiting makes of the answers a server gives while it starts. */
class StallTest {
    private static final String ELECTION =
            "{\"errors\":[\"Service temporarily unavailable due to an ongoing leader election\"]}";

    private final List<String> progress = new ArrayList<>();
    private final Deque<Integer> statuses = new ArrayDeque<>();

    private HttpServer server;
    private Rest flink;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            int status = statuses.size() > 1 ? statuses.poll() : statuses.peek();
            byte[] body = (status == 200 ? "{}" : ELECTION).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            try (exchange) {
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        flink = new Rest(
                HttpClient.newHttpClient(),
                "flink-jobmanager",
                "http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void anElectionIsWaitedFor() {
        statuses.addAll(List.of(503, 503, 200));

        new Stall(Deadline.in(Duration.ofSeconds(30)), progress::add)
                .until(() -> flink.getJson("/jobs/overview").isObject());

        assertThat(progress).singleElement().asString().contains("flink-jobmanager", "503", "leader election");
    }

    @Test
    void aServerThatNeverRecoversIsNamedAtTheTimeLimit() {
        statuses.add(503);

        assertThatThrownBy(() -> new Stall(Deadline.in(Duration.ofMillis(1)), progress::add)
                        .until(() -> flink.getJson("/jobs/overview").isObject()))
                .isInstanceOf(CliException.class)
                .hasMessageContainingAll("the time is over", "flink-jobmanager", "leader election");
    }

    @Test
    void aRefusalEndsTheWaitAtOnce() {
        statuses.addAll(List.of(404, 200));

        assertThatThrownBy(() -> new Stall(Deadline.in(Duration.ofSeconds(30)), progress::add)
                        .until(() -> flink.getJson("/jobs/overview").isObject()))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("refused");
    }
}
