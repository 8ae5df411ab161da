package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isotherm.cli.GeneratedSecrets;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where others than its owner could read a generated secret of a stack: arguments of processes, logs, and what servers
 * answer.
 */
final class SecretLeaks {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final TestStack stack;

    SecretLeaks(TestStack stack) {
        this.stack = stack;
    }

    /** @param logs that must be among those that are read, by the end of their path */
    void assertNone(String... logs) throws Exception {
        Map<String, String> places = new LinkedHashMap<>();
        places.putAll(arguments());
        places.putAll(logs());
        places.putAll(answers());
        assertThat(places.keySet())
                .anyMatch(place -> place.endsWith("cmdline"))
                .anyMatch(place -> place.endsWith("/jobmanager/environment"));
        for (String log : logs) {
            assertThat(places.keySet()).anyMatch(place -> place.endsWith(log));
        }
        Map<String, String> leaks = new TreeMap<>();
        GeneratedSecrets.of(stack.home())
                .forEach((name, value) -> places.forEach((place, text) -> {
                    if (text.contains(value)) {
                        leaks.put(name, place);
                    }
                }));
        assertThat(leaks).as("secrets, and where they stand in clear").isEmpty();
    }

    /** Of every process of this machine: every user can read them. */
    private static Map<String, String> arguments() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes
                    .filter(path -> path.getFileName().toString().matches("[0-9]+"))
                    .toList()) {
                try {
                    texts.put(process + "/cmdline", Files.readString(process.resolve("cmdline")));
                } catch (IOException ended) {
                    continue;
                }
            }
        }
        return texts;
    }

    private Map<String, String> logs() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(stack.home().resolve("logs"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.put(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return texts;
    }

    /** What the servers tell anybody who asks; none of these needs a password. */
    private Map<String, String> answers() throws Exception {
        Map<String, String> texts = new TreeMap<>();
        String connect = stack.connection("CONNECT_URL");
        String flink = stack.connection("FLINK_URL");
        String registry = stack.connection("SCHEMA_REGISTRY_URL");
        for (String url : List.of(
                connect + "/connectors?expand=info&expand=status",
                connect + "/connectors/isotherm-ecommerce/config",
                connect + "/connectors/isotherm-ecommerce/offsets",
                connect + "/connectors/isotherm-ecommerce/tasks",
                connect + "/admin/loggers",
                flink + "/config",
                flink + "/jobmanager/config",
                flink + "/jobmanager/environment",
                flink + "/jobmanager/log",
                flink + "/jobmanager/stdout",
                flink + "/jobmanager/thread-dump",
                registry + "/subjects",
                registry + "/config")) {
            texts.put(url, get(url));
        }
        for (JsonNode job : json(get(flink + "/jobs")).path("jobs")) {
            for (String part : List.of("", "/config", "/exceptions", "/plan", "/checkpoints/config", "/accumulators")) {
                String url = flink + "/jobs/" + job.path("id").asText() + part;
                texts.put(url, get(url));
            }
        }
        for (JsonNode manager : json(get(flink + "/taskmanagers")).path("taskmanagers")) {
            for (String part : List.of("", "/log", "/stdout", "/thread-dump")) {
                String url = flink + "/taskmanagers/" + manager.path("id").asText() + part;
                texts.put(url, get(url));
            }
        }
        return texts;
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    private static String get(String url) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create(url)).build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1))
                .body();
    }
}
