package io.isotherm.cli.connection;

import com.clickhouse.client.api.Client;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.error.Failure;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.settings.Secrets;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.waiting.Polling;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Opens connections to the servers of the stack as their administrator. The caller closes what it gets. */
public final class Connections {
    /** invalid_catalog_name: https://www.postgresql.org/docs/current/errcodes-appendix.html. */
    private static final String NO_SUCH_DATABASE = "3D000";

    /** A port that is closed refuses at once; a server that is busy keeps one waiting. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);

    private static final Duration KAFKA_REQUEST_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration KAFKA_LISTENS_WITHIN = Duration.ofSeconds(20);

    private final Settings settings;
    private final Secrets secrets;

    public Connections(Settings settings) {
        this.settings = settings;
        this.secrets = new Secrets(settings.home());
    }

    public Settings settings() {
        return settings;
    }

    public Secrets secrets() {
        return secrets;
    }

    /** Connects to a source database as superuser {@code postgres}, in auto-commit mode. */
    public Connection postgres(String database) {
        Properties properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("password", secrets.get(Secret.POSTGRES_PASSWORD));
        properties.setProperty("connectTimeout", String.valueOf(CONNECT_TIMEOUT.toSeconds()));
        properties.setProperty("ApplicationName", "isotherm");
        String url = "jdbc:postgresql://" + settings.address(Setting.POSTGRES_PORT) + "/" + database;
        try {
            return DriverManager.getConnection(url, properties);
        } catch (SQLException e) {
            throw Failure.cannotRun(
                    "cannot connect to " + url,
                    NO_SUCH_DATABASE.equals(e.getSQLState())
                            ? "create it with CREATE DATABASE, or take it out of tables.yaml"
                            : "see ./isotherm status and ./isotherm logs postgres; ./isotherm up starts what does not run",
                    e);
        }
    }

    /** A ClickHouse client as user {@code admin}; it connects with its first request. */
    public Client clickhouse() {
        return new Client.Builder()
                .addEndpoint(settings.url(Setting.CLICKHOUSE_HTTP_PORT))
                .setUsername("admin")
                .setPassword(secrets.get(Secret.CLICKHOUSE_ADMIN_PASSWORD))
                .setConnectTimeout(CONNECT_TIMEOUT.toMillis(), ChronoUnit.MILLIS)
                .compressServerResponse(true)
                .setClientName("isotherm")
                .build();
    }

    /**
     * Waits as long as a restart of Kafka takes. The patience of its clients is for a broker that is busy, and theirs
     * tell nobody that it is not there.
     *
     * @throws CliException if nobody listens
     */
    public void requireKafka() {
        if (!Polling.until(KAFKA_LISTENS_WITHIN, () -> accepts(settings.number(Setting.KAFKA_PORT)))) {
            throw CliException.cannotRun(
                    "kafka does not listen at " + settings.address(Setting.KAFKA_PORT),
                    "see ./isotherm status and ./isotherm logs kafka; ./isotherm up starts what does not run");
        }
    }

    /** A Kafka admin client; it connects with its first request. */
    public Admin kafkaAdmin() {
        requireKafka();
        Properties properties = new Properties();
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.address(Setting.KAFKA_PORT));
        properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "isotherm-cli");
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) KAFKA_REQUEST_TIMEOUT.toMillis());
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int)
                KAFKA_REQUEST_TIMEOUT.multipliedBy(3).toMillis());
        return Admin.create(properties);
    }

    /** Whether something listens on the loopback interface. */
    public static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) CONNECT_TIMEOUT.toMillis());
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    /** A client for the REST interfaces of Connect, the registry and Flink. */
    public HttpClient http() {
        return HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }
}
