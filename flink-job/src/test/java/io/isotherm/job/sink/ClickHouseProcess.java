package io.isotherm.job.sink;

import static org.awaitility.Awaitility.await;

import io.isotherm.job.config.JobConfig;
import io.isotherm.job.config.Secret;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real ClickHouse server on free ports under {@code target/}, with the repository's own configuration and users. Its
 * program is what {@code local/install.sh clickhouse} has put into {@code ISOTHERM_CACHE}, or the one on the PATH.
 */
public final class ClickHouseProcess implements AutoCloseable {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration START = Duration.ofSeconds(60);

    private final Path directory;
    private final int httpPort = freePort();
    private final int tcpPort = freePort();
    private final String password = UUID.randomUUID().toString();
    private final HttpClient http = HttpClient.newHttpClient();
    private Process process;

    private ClickHouseProcess(Path directory) {
        this.directory = directory;
    }

    /** Starts a server with empty data and what {@code clickhouse-docker/init} creates. */
    public static ClickHouseProcess start() throws IOException {
        Path parent = Files.createDirectories(Path.of("target", "clickhouse"));
        ClickHouseProcess server =
                new ClickHouseProcess(Files.createTempDirectory(parent, "data").toAbsolutePath());
        server.launch();
        server.initialise();
        return server;
    }

    private void initialise() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("clickhouse-docker/init"))) {
            for (Path file : files.sorted().toList()) {
                for (String statement : Files.readString(file).split(";\\n")) {
                    query(statement);
                }
            }
        }
    }

    public JobConfig.ClickHouse config() {
        return config(password);
    }

    JobConfig.ClickHouse config(String writerPassword) {
        return new JobConfig.ClickHouse(
                "http://127.0.0.1:" + httpPort,
                "cdc_writer",
                new Secret(writerPassword),
                "hot",
                false,
                JobConfig.Sync.NONE);
    }

    /** Runs one statement as administrator and returns its TSV result, without the last line break. */
    public String query(String sql) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/"))
                .header("X-ClickHouse-User", "admin")
                .header("X-ClickHouse-Key", password)
                .timeout(Duration.ofMinutes(2))
                .POST(HttpRequest.BodyPublishers.ofString(sql))
                .build();
        try {
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (response.statusCode() != 200) {
                throw new IllegalStateException(response.body());
            }
            return response.body().stripTrailing();
        } catch (IOException e) {
            throw new IllegalStateException("no answer from ClickHouse", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** kill -9. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Starts again on the same ports and data. */
    void launch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command());
        builder.directory(directory.toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("server.log").toFile()));
        Map<String, String> environment = builder.environment();
        for (String user : List.of("ADMIN", "CDC_WRITER", "ARCHIVER", "TRANSFORMER", "READER")) {
            environment.put("CLICKHOUSE_" + user + "_PASSWORD_SHA256", sha256(password));
        }
        environment.put("CLICKHOUSE_DATA", directory + "/");
        environment.put("CLICKHOUSE_HTTP_PORT", Integer.toString(httpPort));
        environment.put("CLICKHOUSE_TCP_PORT", Integer.toString(tcpPort));
        environment.put("CLICKHOUSE_MEMORY", "2Gi");
        environment.put("MINIO_COLD_URL", "http://127.0.0.1:1/cold/clickhouse/");
        environment.put("MINIO_COLD_USER", "unused");
        environment.put("MINIO_COLD_PASSWORD", "unused");
        environment.put("MINIO_BACKUPS_URL", "http://127.0.0.1:1/backups/clickhouse/");
        environment.put("MINIO_BACKUP_USER", "unused");
        environment.put("MINIO_BACKUP_PASSWORD", "unused");
        process = builder.start();
        await().atMost(START).ignoreExceptions().until(() -> query("SELECT 1").equals("1"));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
    }

    private static List<String> command() {
        Path config = ROOT.resolve("clickhouse-docker/config.xml");
        Path library = cache().resolve("dist/clickhouse/libchdb.so");
        if (Files.exists(library)) {
            return List.of("python3", ROOT.resolve("local/clickhouse/server.py").toString(), "" + library, "" + config);
        }
        return List.of("clickhouse", "server", "--config-file=" + config);
    }

    private static Path cache() {
        String cache = System.getenv("ISOTHERM_CACHE");
        if (cache != null) {
            return Path.of(cache);
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        String home = System.getenv().getOrDefault("HOME", System.getProperty("user.home"));
        Path base = xdg == null ? Path.of(home, ".cache") : Path.of(xdg);
        return base.resolve("isotherm");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
