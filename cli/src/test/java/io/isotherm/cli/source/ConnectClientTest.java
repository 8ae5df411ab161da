package io.isotherm.cli.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Kafka Connect 4.3 was seen to answer while a configuration changes, one moment after another. */
class ConnectClientTest {
    private static final String CONNECTOR = "isotherm-shop";
    private static final String STATUS = "GET /connectors/isotherm-shop/status";

    @TempDir
    private Path root;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private ConnectClient connect;

    /** Of the connector and of its tasks. */
    private volatile String[] states = {"RUNNING", "RUNNING"};

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        connect = new ConnectClient(new Connections(Settings.load(
                root,
                Map.of(
                        Setting.CONNECT_PORT.name(),
                        String.valueOf(server.getAddress().getPort())))));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void theFailureOfATaskIsNotHiddenByItsConnectorThatIsBeingStarted() {
        states = new String[] {"UNASSIGNED", "FAILED"};

        assertThat(connect.state(CONNECTOR)).startsWith("FAILED: ");
    }

    /** It was waited for until the time was over, and the cause was not told. */
    @Test
    void aFailedConnectorIsNotWaitedFor() {
        connect.requireNotFailed(CONNECTOR);
        states = new String[] {"RUNNING", "FAILED"};

        assertThatThrownBy(() -> connect.requireNotFailed(CONNECTOR))
                .hasMessageContaining("connector isotherm-shop is FAILED: ");
    }

    @Test
    void aTaskThatHadFailedBeforeItsConnectorWasChangedGetsAnotherChance() {
        states = new String[] {"UNASSIGNED", "FAILED"};

        connect.start(CONNECTOR);

        assertThat(requests)
                .contains("PUT /connectors/isotherm-shop/resume")
                .contains("POST /connectors/isotherm-shop/restart?includeTasks=true&onlyFailed=true");
        assertThatCode(() -> connect.awaitRunning(CONNECTOR)).doesNotThrowAnyException();
    }

    /** What its task sent meanwhile moved the offsets beyond changes that were asked of the next one. */
    @Test
    void aConnectorIsStoppedOnceItsTaskIs() throws Exception {
        states = new String[] {"STOPPED", "RUNNING"};
        CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> connect.stopForAWhile(CONNECTOR));
        await().until(() -> Collections.frequency(requests, STATUS) > 2);

        assertThat(stop).isNotDone();
        states = new String[] {"STOPPED"};
        assertThat(stop).succeedsWithin(Duration.ofSeconds(30));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        requests.add(request);
        String body = "{}";
        if (request.startsWith("POST ")) {
            states = new String[] {"RUNNING", "RUNNING"};
        } else if (request.equals(STATUS)) {
            String tasks = Arrays.stream(states)
                    .skip(1)
                    .map("{\"id\": 0, \"state\": \"%s\", \"trace\": \"gone\"}"::formatted)
                    .collect(Collectors.joining(", "));
            body = "{\"connector\": {\"state\": \"%s\"}, \"tasks\": [%s]}".formatted(states[0], tasks);
        }
        // one without a configuration has no slot
        int status = request.endsWith("/config") ? 404 : 200;
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
