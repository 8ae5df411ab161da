package io.isotherm.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.cli.connection.ClickHouseHttp;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.connection.Rest;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.error.Failure;
import io.isotherm.cli.settings.LaunchMode;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** Asks each service to do something, the way its users will; a port that is open says nothing yet. */
final class ReadinessProbes {
    /** A server that has just come up on a busy machine takes its time; one that is ready answers at once. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

    private static final String CONNECTOR_CLASS = "io.isotherm.connect.PostgresSourceConnector";

    private final Settings settings;
    private final Connections connections;
    private final HttpClient http;

    private final Duration answerWithin;

    ReadinessProbes(Settings settings) {
        this(settings, ANSWER_WITHIN);
    }

    ReadinessProbes(Settings settings, Duration answerWithin) {
        this.settings = settings;
        this.answerWithin = answerWithin;
        this.connections = new Connections(settings);
        this.http = connections.http();
    }

    /**
     * Why the service cannot be used yet; empty when it can.
     *
     * @throws CliException if it refuses the password: it will not take it later
     */
    Optional<String> reasonNotReady(Service service) {
        if (isOnThisHost(service) && !Connections.accepts(service.port(settings))) {
            return Optional.of("port " + service.port(settings) + " is closed");
        }
        try {
            return switch (service) {
                case POSTGRES -> postgres();
                case ZOOKEEPER -> zookeeper();
                case KAFKA -> kafka();
                case SCHEMA_REGISTRY -> status(settings.schemaRegistryUrl() + "/subjects");
                case CONNECT -> connect();
                case FLINK_JOBMANAGER -> status(settings.url(Setting.FLINK_PORT) + "/overview");
                case FLINK_TASKMANAGER -> taskManager();
                case CLICKHOUSE -> clickhouse();
                case MINIO -> status(settings.url(Setting.MINIO_PORT) + "/minio/health/live");
                case AIRFLOW -> airflow();
                case KAFKA_UI -> status(settings.url(Setting.KAFKA_UI_PORT));
                case DASHBOARD -> dashboard();
            };
        } catch (CliException e) {
            if (Failure.isPasswordRefused(e)) {
                throw e;
            }
            return Optional.of(Cause.of(e));
        } catch (IOException | SQLException | ExecutionException | TimeoutException e) {
            return Optional.of(inWords(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    private String inWords(Exception e) {
        if (e instanceof TimeoutException || e instanceof HttpTimeoutException || e instanceof SocketTimeoutException) {
            return "no answer within " + answerWithin.toSeconds() + " s";
        }
        return Cause.of(e);
    }

    /** Containers of TaskManagers publish no port of their own choice, or there could be only one; Flink knows them. */
    private boolean isOnThisHost(Service service) {
        return service != Service.FLINK_TASKMANAGER || settings.launchMode() != LaunchMode.DOCKER;
    }

    private Optional<String> postgres() throws SQLException {
        try (Connection connection = connections.postgres("postgres")) {
            return connection.isValid((int) answerWithin.toSeconds()) ? Optional.empty() : Optional.of("no answer");
        }
    }

    private Optional<String> zookeeper() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), settings.number(Setting.ZOOKEEPER_PORT))) {
            socket.setSoTimeout((int) answerWithin.toMillis());
            socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.contains("Mode:") ? Optional.empty() : Optional.of("it does not serve: " + answer.strip());
        }
    }

    private Optional<String> kafka() throws ExecutionException, InterruptedException, TimeoutException {
        Admin admin = connections.kafkaAdmin();
        try {
            boolean brokers = !admin.describeCluster()
                    .nodes()
                    .get(answerWithin.toMillis(), TimeUnit.MILLISECONDS)
                    .isEmpty();
            return brokers ? Optional.empty() : Optional.of("no broker is registered");
        } finally {
            // Without a limit it would wait for the answer that did not come
            admin.close(Duration.ZERO);
        }
    }

    private Optional<String> connect() {
        Rest rest = new Rest(http, Service.CONNECT.serviceName(), settings.url(Setting.CONNECT_PORT));
        Rest.Answer answer = rest.get("/connector-plugins");
        if (!answer.succeeded()) {
            return Optional.of("status " + answer.status());
        }
        for (JsonNode plugin : answer.json()) {
            if (CONNECTOR_CLASS.equals(plugin.path("class").asText())) {
                return Optional.empty();
            }
        }
        return Optional.of("the plugin " + CONNECTOR_CLASS + " was not found");
    }

    private Optional<String> taskManager() {
        Rest rest = new Rest(http, Service.FLINK_JOBMANAGER.serviceName(), settings.url(Setting.FLINK_PORT));
        Rest.Answer answer = rest.get("/overview");
        boolean registered =
                answer.succeeded() && answer.json().path("taskmanagers").asInt() > 0;
        return registered ? Optional.empty() : Optional.of("not registered at the JobManager");
    }

    private Optional<String> clickhouse() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(settings.url(Setting.CLICKHOUSE_HTTP_PORT) + "/?query=SELECT%201"))
                .timeout(answerWithin)
                .header("X-ClickHouse-User", "admin")
                .header("X-ClickHouse-Key", connections.secrets().get(Secret.CLICKHOUSE_ADMIN_PASSWORD))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        ClickHouseHttp.requireLetIn(response, "admin");
        return response.statusCode() == 200
                ? Optional.empty()
                : Optional.of(response.body().strip());
    }

    private Optional<String> airflow() {
        Rest rest = new Rest(http, Service.AIRFLOW.serviceName(), settings.url(Setting.AIRFLOW_PORT));
        Rest.Answer answer = rest.get("/api/v2/monitor/health");
        if (!answer.succeeded()) {
            return Optional.of("status " + answer.status());
        }
        for (String part : new String[] {"metadatabase", "scheduler", "dag_processor"}) {
            if (!"healthy".equals(answer.json().path(part).path("status").asText())) {
                return Optional.of(part + " is not healthy yet");
            }
        }
        return Optional.empty();
    }

    /** Superset as well as Grafana leads on to the page that is wanted, or to the one for signing in. */
    private Optional<String> dashboard() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(settings.url(Setting.DASHBOARD_PORT)))
                .timeout(answerWithin)
                .build();
        int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        return status < 400 ? Optional.empty() : Optional.of("status " + status);
    }

    private Optional<String> status(String url) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(answerWithin).build();
        int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        return status == 200 ? Optional.empty() : Optional.of("status " + status);
    }
}
