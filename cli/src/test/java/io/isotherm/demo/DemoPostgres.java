package io.isotherm.demo;

import static org.awaitility.Awaitility.await;

import io.isotherm.cli.FreePorts;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A Postgres server on a free port with its data under {@code target}, started by the script that local mode uses, one
 * for all test classes of a run. Tests take it as a parameter.
 */
public final class DemoPostgres implements BeforeAllCallback, ParameterResolver {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);

    private Server server;

    @Override
    public void beforeAll(ExtensionContext context) {
        server = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(DemoPostgres.class))
                .getOrComputeIfAbsent(Server.class, type -> new Server(), Server.class);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Server.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return server;
    }

    /** The running server; ended with the run of the tests. */
    public static final class Server implements AutoCloseable {
        private static final String PASSWORD = "for-tests-only";

        private final Settings settings;
        private Process process;

        private Server() {
            try {
                Path home = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "postgres-")
                        .toAbsolutePath();
                Files.createDirectories(home.resolve("secrets"));
                Files.writeString(home.resolve("secrets/postgres_password"), PASSWORD);
                settings = Settings.load(
                        Path.of("").toAbsolutePath().getParent(),
                        environment(home.toString(), Integer.toString(FreePorts.next())));
                run("local/install.sh", "postgres").waitFor();
                start();
            } catch (IOException e) {
                throw new IllegalStateException("cannot start Postgres", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while Postgres was installed", e);
            }
        }

        private static Map<String, String> environment(String home, String port) {
            Map<String, String> environment = new HashMap<>(System.getenv());
            environment.put(Setting.ISOTHERM_HOME.name(), home);
            environment.put(Setting.POSTGRES_PORT.name(), port);
            return environment;
        }

        public Path projectRoot() {
            return settings.root();
        }

        public Path home() {
            return settings.home();
        }

        /** Starts the server, with its data if it ran before, and waits until it answers. */
        public void start() throws IOException {
            process = run("local/run/postgres.sh");
            await().atMost(STARTS_WITHIN)
                    .pollInterval(Duration.ofMillis(100))
                    .ignoreExceptions()
                    .until(() -> {
                        if (!process.isAlive()) {
                            throw new IllegalStateException("Postgres ended, see " + home().resolve("log"));
                        }
                        connect("postgres").close();
                        return true;
                    });
        }

        private Process run(String script, String... arguments) throws IOException {
            ProcessBuilder builder =
                    new ProcessBuilder("bash", projectRoot().resolve(script).toString());
            builder.command().addAll(List.of(arguments));
            builder.environment()
                    .putAll(Map.of(
                            "ISOTHERM_HOME", settings.home().toString(),
                            "ISOTHERM_CACHE", settings.cache().toString(),
                            "POSTGRES_PORT", settings.text(Setting.POSTGRES_PORT)));
            File log = home().resolve("log").toFile();
            return builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                    .start();
        }

        /** Ends the server as a crash does. */
        public void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        public Connection connect(String database) {
            String url = "jdbc:postgresql://" + settings.address(Setting.POSTGRES_PORT) + "/" + database;
            try {
                return DriverManager.getConnection(url, "postgres", PASSWORD);
            } catch (SQLException e) {
                throw CliException.cannotRun("no connection to " + url, "see " + home(), e);
            }
        }

        /** An empty database of that name; one from before is dropped. */
        public void createDatabase(String name) throws SQLException {
            try (Connection connection = connect("postgres");
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
                statement.execute("CREATE DATABASE " + name);
            }
        }

        @Override
        public void close() {
            process.destroy();
            try {
                if (!process.waitFor(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                    kill();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
