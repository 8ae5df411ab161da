package io.isotherm.cli.connection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.error.Failure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** JSON over HTTP with one server. */
public final class Rest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A server's answer, whatever its status. */
    public record Answer(int status, String body) {
        public boolean succeeded() {
            return status / 100 == 2;
        }

        /** The body as JSON; an empty one is JSON's missing node. */
        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException e) {
                throw CliException.failed("the answer is not JSON: " + firstLine(body), "is this the right server?", e);
            }
        }
    }

    private final HttpClient client;
    private final String name;
    private final String baseUrl;
    private final Duration timeout;
    private final String token;

    /** @param name what error messages call the server */
    public Rest(HttpClient client, String name, String baseUrl) {
        this(client, name, baseUrl, TIMEOUT, "");
    }

    private Rest(HttpClient client, String name, String baseUrl, Duration timeout, String token) {
        this.client = client;
        this.name = name;
        this.baseUrl = baseUrl;
        this.timeout = timeout;
        this.token = token;
    }

    /** The same server with more or less patience for each of its answers. */
    public Rest within(Duration answerTime) {
        return new Rest(client, name, baseUrl, answerTime, token);
    }

    /** The same server for somebody who has logged in. */
    public Rest as(String bearerToken) {
        return new Rest(client, name, baseUrl, timeout, bearerToken);
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer put(String path, JsonNode body) {
        return send(request(path).PUT(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    public Answer post(String path, JsonNode body) {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    /** Sends something other than JSON. */
    public Answer post(String path, String contentType, HttpRequest.BodyPublisher body) {
        return send(request(path).setHeader("Content-Type", contentType).POST(body));
    }

    public Answer patch(String path) {
        return send(request(path).method("PATCH", HttpRequest.BodyPublishers.noBody()));
    }

    public Answer patch(String path, JsonNode body) {
        return send(request(path).method("PATCH", HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    public Answer delete(String path) {
        return send(request(path).DELETE());
    }

    /** The answer of {@code get} as JSON, an unsuccessful one as an error. */
    public JsonNode getJson(String path) {
        return expectSuccess(get(path), "GET " + path).json();
    }

    /**
     * The answer itself if it is successful.
     *
     * @throws CliException with the server's own words: a status of 5xx as a server that cannot answer now (Flink's
     *     while its leader is elected, Connect's while it joins its group), which may pass by itself, any other as a
     *     refusal
     */
    public Answer expectSuccess(Answer answer, String what) {
        if (answer.status() / 100 == 5) {
            throw CliException.cannotRun(
                    name + " cannot answer " + what + " now, status " + answer.status() + ": "
                            + firstLine(answer.body()),
                    "see ./isotherm logs " + name);
        }
        if (!answer.succeeded()) {
            throw CliException.failed(
                    name + " refused " + what + " with status " + answer.status() + ": " + firstLine(answer.body()),
                    "see ./isotherm logs " + name);
        }
        return answer;
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(baseUrl + path))
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json");
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw Failure.cannotRun(
                    name + " does not answer at " + baseUrl,
                    "see ./isotherm status and ./isotherm logs " + name + "; ./isotherm up starts what does not run",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted while waiting for " + name, "run this again", e);
        }
    }

    private static String firstLine(String body) {
        return body.lines().findFirst().orElse("(empty)");
    }
}
