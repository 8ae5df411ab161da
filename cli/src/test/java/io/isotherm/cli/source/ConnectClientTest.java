package io.isotherm.cli.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Kafka Connect 4.3 was seen to answer while a configuration changes, one moment after another. */
class ConnectClientTest {
    private static final String CONNECTOR = "isotherm-shop";

    @TempDir
    private Path root;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private ConnectClient connect;

    /** Of the connector and of its task. */
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

    private void answer(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        requests.add(request);
        String body = "{}";
        if (request.startsWith("POST ")) {
            states = new String[] {"RUNNING", "RUNNING"};
        } else if (request.endsWith("/status")) {
            body =
                    "{\"connector\": {\"state\": \"%s\"}, \"tasks\": [{\"id\": 0, \"state\": \"%s\", \"trace\": \"gone\"}]}"
                            .formatted((Object[]) states);
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
