package io.isotherm.job.schema;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.isotherm.job.config.JobConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;

/** The part of the registry's API that the job uses, over real HTTP; answers as Confluent's and Apicurio's do. */
public final class RegistryServer implements AutoCloseable {
    private static final String PATH = "/apis/ccompat/v7";

    private final HttpServer server;
    private final Map<Integer, String> schemas = new ConcurrentHashMap<>();
    private final Map<String, Integer> subjects = new ConcurrentHashMap<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();

    public RegistryServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(PATH + "/schemas/ids/", this::answer);
        server.createContext(PATH + "/subjects/", this::answerLatest);
        server.start();
    }

    public RegistryServer with(int id, Schema schema) {
        return with(id, schema.toString());
    }

    RegistryServer with(int id, String schema) {
        schemas.put(id, schema);
        return this;
    }

    /** Makes the schema the subject's newest. */
    public RegistryServer with(String subject, int id) {
        subjects.put(subject, id);
        return this;
    }

    /** The next answers are 503. */
    void failNext(int count) {
        failures.set(count);
    }

    int requests() {
        return requests.get();
    }

    public JobConfig.Registry config() {
        return new JobConfig.Registry("http://127.0.0.1:" + server.getAddress().getPort() + PATH, Map.of());
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        String path = exchange.getRequestURI().getPath();
        String schema = schemas.get(Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)));
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            send(exchange, 503, Map.of("error_code", 50301, "message", "starting"));
        } else if (schema == null) {
            send(exchange, 404, Map.of("error_code", 40403, "message", "Schema not found"));
        } else {
            send(exchange, 200, Map.of("schema", schema));
        }
    }

    private void answerLatest(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String subject = path.substring((PATH + "/subjects/").length(), path.indexOf("/versions/latest"));
        Integer id = subjects.get(subject);
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            send(exchange, 503, Map.of("error_code", 50301, "message", "starting"));
        } else if (id == null) {
            send(exchange, 404, Map.of("error_code", 40401, "message", "Subject not found"));
        } else {
            send(exchange, 200, Map.of("subject", subject, "id", id, "version", 1, "schema", schemas.get(id)));
        }
    }

    private static void send(HttpExchange exchange, int status, Map<String, ?> body) throws IOException {
        byte[] json = new ObjectMapper().writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, json.length);
        exchange.getResponseBody().write(json);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
