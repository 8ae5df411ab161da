package io.isotherm.cli.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One DAG by Airflow's public REST API, as its administrator. */
public final class AirflowClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

    /** Airflow's server loses the body of a request that offers HTTP/2. */
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String url;
    private final String dag;
    private final String user;
    private final String password;
    private String token;

    AirflowClient(TestStack stack, String dag) {
        this(
                stack.connection("AIRFLOW_URL"),
                stack.connection("AIRFLOW_USER"),
                stack.connection("AIRFLOW_PASSWORD"),
                dag);
    }

    public AirflowClient(String url, String user, String password, String dag) {
        this.url = url;
        this.user = user;
        this.password = password;
        this.dag = dag;
    }

    JsonNode dag() {
        return send("GET", "", null);
    }

    void setPaused(boolean paused) {
        send("PATCH", "", Map.of("is_paused", paused));
    }

    /** Ids of all runs, the newest first. */
    public List<String> runs() {
        return stream(send("GET", "/dagRuns?order_by=-run_after", null).path("dag_runs"))
                .map(run -> run.path("dag_run_id").asText())
                .toList();
    }

    /** Begins a run now, and returns its id. */
    String trigger() {
        // Airflow wants to be told that there is none
        return send("POST", "/dagRuns", Collections.singletonMap("logical_date", null))
                .path("dag_run_id")
                .asText();
    }

    /** {@code queued}, {@code running}, {@code success} or {@code failed}. */
    public String stateOfRun(String run) {
        return send("GET", "/dagRuns/" + encoded(run), null).path("state").asText();
    }

    /** States by task; a mapped task has its number behind its name. */
    public Map<String, String> statesOfTasks(String run) {
        return tasks(run)
                .collect(Collectors.toMap(
                        task -> task.path("task_id").asText()
                                + task.path("map_index").asText().replace("-1", ""),
                        task -> task.path("state").asText()));
    }

    /** How often each instance of a mapped task was tried. */
    List<Integer> triesOf(String run, String task) {
        return tasks(run)
                .filter(instance -> instance.path("task_id").asText().equals(task))
                .map(instance -> instance.path("try_number").asInt())
                .toList();
    }

    /** Lets all instances of a task run again, and nothing behind them. */
    void clear(String run, String task) {
        send(
                "POST",
                "/clearTaskInstances",
                Map.of(
                        "dag_run_id",
                        run,
                        "task_ids",
                        List.of(task),
                        "dry_run",
                        false,
                        "only_failed",
                        false,
                        "reset_dag_runs",
                        true));
    }

    private Stream<JsonNode> tasks(String run) {
        return stream(send("GET", "/dagRuns/" + encoded(run) + "/taskInstances?limit=100", null)
                .path("task_instances"));
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private JsonNode send(String method, String path, Map<String, Object> body) {
        return send(
                HttpRequest.newBuilder(URI.create(url + "/api/v2/dags/" + dag + path))
                        .header("Authorization", "Bearer " + token()),
                method,
                body);
    }

    /** It is good for a day. */
    private synchronized String token() {
        if (token == null) {
            token = newToken();
        }
        return token;
    }

    private String newToken() {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/auth/token"));
        return send(request, "POST", Map.of("username", user, "password", password))
                .path("access_token")
                .asText();
    }

    private JsonNode send(HttpRequest.Builder request, String method, Map<String, Object> body) {
        try {
            HttpResponse<String> response = http.send(
                    request.timeout(ANSWER_WITHIN)
                            .header("Content-Type", "application/json")
                            .method(
                                    method,
                                    body == null
                                            ? BodyPublishers.noBody()
                                            : BodyPublishers.ofString(JSON.writeValueAsString(body)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new AssertionError(response.uri() + " answered " + response.statusCode() + " " + response.body());
            }
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String run) {
        return URLEncoder.encode(run, StandardCharsets.UTF_8);
    }
}
