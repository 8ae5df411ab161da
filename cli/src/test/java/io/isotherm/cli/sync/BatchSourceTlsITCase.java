package io.isotherm.cli.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.source.SourceServer;
import io.isotherm.job.config.TablesConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A batch source is only asked for a password by the server whose certificate {@code tables.yaml} trusts. */
@ResourceLock("SyncServers")
class BatchSourceTlsITCase {
    private static final char[] STORE_PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path folder;

    private static SyncServers servers;
    private static Path certificate;

    @BeforeAll
    static void giveTheServerACertificate() throws Exception {
        servers = SyncServers.shared();
        servers.servers.inPostgres("CREATE ROLE tls_reader LOGIN PASSWORD 'over tls'");
        Files.writeString(
                servers.servers.connections().secrets().folder().resolve("source_secured_password"), "over tls\n");
        KeyStore store = selfSigned("server", "IP:127.0.0.1");
        certificate = Files.writeString(folder.resolve("server.crt"), certificateOf(store));
        writeInDataFolder("server.crt", certificateOf(store));
        writeInDataFolder(
                "server.key",
                pem("PRIVATE KEY", store.getKey("made", STORE_PASSWORD).getEncoded()));
        useTls("on");
    }

    @AfterAll
    static void takeItAway() throws Exception {
        useTls("off");
    }

    private static KeyStore selfSigned(String name, String subjectAlternative) throws Exception {
        Path file = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "made",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=" + subjectAlternative,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(STORE_PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
        assertThat(keytool.waitFor())
                .as(Files.readString(folder.resolve(name + ".log")))
                .isZero();
        return KeyStore.getInstance(file.toFile(), STORE_PASSWORD);
    }

    private static String certificateOf(KeyStore store) throws Exception {
        return pem("CERTIFICATE", store.getCertificate("made").getEncoded());
    }

    private static String pem(String kind, byte[] encoded) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + kind
                + "-----\n";
    }

    /** By the server itself: it takes no key that another user owns. */
    private static void writeInDataFolder(String name, String text) throws Exception {
        servers.servers.inPostgres("COPY (SELECT regexp_split_to_table('" + text.strip() + "', E'\\n')) TO PROGRAM"
                + " 'umask 077; cat >" + name + "'");
    }

    private static void useTls(String ssl) throws Exception {
        servers.servers.inPostgres("ALTER SYSTEM SET ssl = " + ssl);
        servers.servers.inPostgres("SELECT pg_reload_conf()");
        await("ssl = " + ssl).atMost(Duration.ofMinutes(1)).until(() -> {
            try (Statement statement = servers.servers.postgres().createStatement();
                    ResultSet row = statement.executeQuery("SHOW ssl")) {
                row.next();
                return ssl.equals(row.getString(1));
            }
        });
    }

    private static SourceServer source(String host, String tls, Path trusted) {
        TablesConfig config = TablesConfig.parse("tables.yaml", """
                sources:
                  secured:
                    mode: batch
                    server: {host: %s, port: %s, database: ecommerce, user: tls_reader, tls: %s, ca_file: %s}
                    tables: [public.*]
                """.formatted(
                        host, servers.servers.settings().text(Setting.POSTGRES_PORT), tls, trusted));
        return new SourceServer(servers.servers.connections(), config, "secured");
    }

    private static boolean isEncrypted(SourceServer source) throws Exception {
        try (Connection connection = source.open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    @Test
    void theServerThatTheCertificateNamesIsRead() throws Exception {
        assertThat(isEncrypted(source("127.0.0.1", "verify-full", certificate))).isTrue();
        assertThat(isEncrypted(source("localhost", "verify-ca", certificate))).isTrue();
    }

    @Test
    void anotherNameOrCertificateIsRefused() throws Exception {
        Path other = Files.writeString(folder.resolve("other.crt"), certificateOf(selfSigned("other", "IP:127.0.0.1")));

        assertRefused(source("localhost", "verify-full", certificate), "localhost");
        assertRefused(source("127.0.0.1", "verify-ca", other), "tls verify-ca");
        assertRefused(source("127.0.0.1", "verify-full", folder.resolve("missing.crt")), "missing.crt");
    }

    private static void assertRefused(SourceServer source, String named) {
        assertThatThrownBy(source::open).isInstanceOfSatisfying(CliException.class, e -> {
            assertThat(e.exitCode()).isEqualTo(CliException.CANNOT_RUN);
            assertThat(e.getMessage()).contains(named);
            assertThat(e.remedy()).contains("sources.secured.server");
        });
    }
}
