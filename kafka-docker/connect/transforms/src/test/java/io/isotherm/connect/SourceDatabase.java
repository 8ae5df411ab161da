package io.isotherm.connect;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Postgres server of its own on a free port, started by the script that local mode uses, with its data under
 * {@code target}.
 */
final class SourceDatabase {
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);
    static final String PASSWORD = "for-tests-only";

    private final Path home;
    private final int port;
    private Process server;

    SourceDatabase() throws IOException, InterruptedException, SQLException {
        home = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "postgres-")
                .toAbsolutePath();
        Files.createDirectories(home.resolve("secrets"));
        Files.writeString(home.resolve("secrets/postgres_password"), PASSWORD);
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Installed.component("postgres");
        start();
        execute(
                "ALTER SYSTEM SET max_prepared_transactions = 10",
                "ALTER SYSTEM SET logical_decoding_work_mem = '64kB'");
        stop();
        start();
    }

    private void start() throws IOException {
        server = script("local/run/postgres.sh");
        await().atMost(STARTS_WITHIN)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> {
                    connect().close();
                    return true;
                });
    }

    private Process script(String name) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("bash", Installed.ROOT.resolve(name).toString());
        Map<String, String> environment = builder.environment();
        environment.put("ISOTHERM_CACHE", Installed.cache().toString());
        environment.put("ISOTHERM_HOME", home.toString());
        environment.put("POSTGRES_PORT", String.valueOf(port));
        return builder.redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()))
                .start();
    }

    int port() {
        return port;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", PASSWORD);
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    String query(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    /** Keeps the files as they are now, like a copy of the volume, under the name; the server is stopped meanwhile. */
    void copyTo(String name) throws Exception {
        stop();
        run("cp", "-a", files("main"), files(name));
        start();
    }

    /** The server goes on with files that were kept. */
    void restore(String name) throws Exception {
        stop();
        run("rm", "-rf", files("main"));
        run("mv", files(name), files("main"));
        start();
    }

    /** As a standby that has read all there is becomes the primary. */
    void promote() throws Exception {
        stop();
        run("touch", files("main/standby.signal"));
        start();
        execute("SELECT pg_promote()");
    }

    private String files(String name) {
        return home.resolve("data/postgres").resolve(name).toString();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new AssertionError(String.join(" ", command));
        }
    }

    /** Without waiting for clients to leave, as SIGTERM would have it. */
    void stop() throws IOException, InterruptedException {
        run("kill", "-INT", String.valueOf(server.pid()));
        if (!server.waitFor(10, TimeUnit.SECONDS)) {
            server.destroyForcibly().waitFor();
        }
    }
}
