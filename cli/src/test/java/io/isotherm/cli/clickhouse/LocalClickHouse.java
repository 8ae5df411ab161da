package io.isotherm.cli.clickhouse;

import static org.awaitility.Awaitility.await;

import io.isotherm.cli.FreePorts;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.settings.Secrets;
import io.isotherm.cli.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** ClickHouse as local mode starts it, on free ports, with its own home below {@code target/}. */
final class LocalClickHouse implements AutoCloseable {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Secrets secrets;
    private final String url;
    private final int tcpPort;

    private LocalClickHouse(Process process, Secrets secrets, int httpPort, int tcpPort) {
        this.process = process;
        this.secrets = secrets;
        this.url = "http://127.0.0.1:" + httpPort + "/";
        this.tcpPort = tcpPort;
    }

    /** Starts with empty data and runs {@code clickhouse-docker/init}, twice as every second start does. */
    static LocalClickHouse start() throws IOException, InterruptedException {
        Path home = Files.createTempDirectory(Files.createDirectories(Path.of("target", "stacks")), "clickhouse")
                .toAbsolutePath();
        Secrets secrets = new Secrets(home);
        secrets.generateMissing();
        int httpPort = FreePorts.next();
        int tcpPort = FreePorts.next();
        ProcessBuilder builder = new ProcessBuilder(
                "bash", ROOT.resolve("local/run/clickhouse.sh").toString());
        builder.redirectErrorStream(true)
                .redirectOutput(home.resolve("clickhouse.log").toFile());
        builder.environment().putAll(environment(home, httpPort, tcpPort));
        LocalClickHouse server = new LocalClickHouse(builder.start(), secrets, httpPort, tcpPort);
        await("ClickHouse, see " + home)
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> server.run("admin", "SELECT 1").statusCode() == 200);
        server.initialise();
        server.initialise();
        return server;
    }

    private static Map<String, String> environment(Path home, int httpPort, int tcpPort) throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put("ISOTHERM_HOME", home.toString());
        environment.put(
                "ISOTHERM_CACHE", Settings.load(ROOT, System.getenv()).cache().toString());
        environment.put("CLICKHOUSE_HTTP_PORT", Integer.toString(httpPort));
        environment.put("CLICKHOUSE_TCP_PORT", Integer.toString(tcpPort));
        environment.put("CLICKHOUSE_MEMORY", "1g");
        // Grants do not depend on where a table is stored, so no object store is started
        environment.put("MINIO_PORT", Integer.toString(FreePorts.next()));
        return environment;
    }

    private void initialise() throws IOException, InterruptedException {
        try (Stream<Path> files = Files.list(ROOT.resolve("clickhouse-docker/init"))) {
            for (Path file : files.sorted().toList()) {
                for (String statement : Files.readString(file).split(";\\s*(\n|$)")) {
                    if (!statement.isBlank()) {
                        HttpResponse<String> response = run("admin", statement);
                        if (response.statusCode() != 200) {
                            throw new AssertionError(file + ": " + response.body());
                        }
                    }
                }
            }
        }
    }

    /** Runs one statement as a user with its generated password; {@code default} has none. */
    HttpResponse<String> run(String user, String statement) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofString(statement))
                .header("X-ClickHouse-User", user);
        if (!password(user).isEmpty()) {
            request.header("X-ClickHouse-Key", password(user));
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Runs one query as a user that signs in over the native protocol; the server itself is the client. */
    HttpResponse<String> runOverTcp(String user, String query) throws IOException, InterruptedException {
        return run(
                "admin",
                "SELECT * FROM remote('127.0.0.1:%d', view(%s), '%s', '%s') SETTINGS prefer_localhost_replica = 0"
                        .formatted(tcpPort, query, user, password(user)));
    }

    private String password(String user) {
        return user.equals("default")
                ? ""
                : secrets.get(Secret.valueOf("CLICKHOUSE_" + user.toUpperCase(Locale.ROOT) + "_PASSWORD"));
    }

    /** Runs one statement with a password that is none. */
    HttpResponse<String> runAsStranger(String user) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .POST(HttpRequest.BodyPublishers.ofString("SELECT 1"))
                .header("X-ClickHouse-User", user)
                .header("X-ClickHouse-Key", "no such password")
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (process.waitFor(20, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
