package io.isotherm.cli.chain;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isotherm.cli.InTurn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** No generated secret stands where others than its owner can read it, whether all runs or something has failed. */
@InTurn
class SecretsITCase {
    private static final Duration WITHIN = Duration.ofMinutes(3);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static TestStack stack;
    private static SecretLeaks leaks;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.running();
        leaks = new SecretLeaks(stack);
    }

    @Test
    void nobodySeesThemWhileAllRuns() throws Exception {
        leaks.assertNone("connect.log");
    }

    @Test
    void nobodySeesThemAfterFailuresOfConnectorAndJob() throws Exception {
        String connector = stack.connection("CONNECT_URL") + "/connectors/isotherm-ecommerce";
        stack.kill("flink-taskmanager");
        stack.execute("ALTER ROLE debezium NOLOGIN");
        try {
            request("POST", connector + "/restart?includeTasks=true");
            await().atMost(WITHIN).until(() -> get(connector + "/status").contains("FAILED"));
            await().atMost(WITHIN).until(() -> jobExceptions().contains("stacktrace"));

            leaks.assertNone("connect.log");
        } finally {
            stack.execute("ALTER ROLE debezium LOGIN");
            // apply refuses to restart a job for which there are no slots
            String overview = stack.connection("FLINK_URL") + "/overview";
            await().atMost(WITHIN)
                    .until(() -> json(get(overview)).path("slots-total").asInt() > 0);
            stack.isotherm("apply");
        }
        stack.assertEqual();
    }

    private static String jobExceptions() throws Exception {
        String flink = stack.connection("FLINK_URL");
        StringBuilder exceptions = new StringBuilder();
        for (JsonNode job : json(get(flink + "/jobs")).path("jobs")) {
            exceptions.append(get(flink + "/jobs/" + job.path("id").asText() + "/exceptions"));
        }
        return exceptions.toString();
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    private static String get(String url) throws IOException, InterruptedException {
        return request("GET", url);
    }

    private static String request(String method, String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1))
                .body();
    }
}
