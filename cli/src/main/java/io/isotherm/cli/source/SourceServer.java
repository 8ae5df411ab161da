package io.isotherm.cli.source;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.job.config.SourceSettings.Server;
import io.isotherm.job.config.TablesConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Properties;

/** Where a source is: a database of the stack's Postgres, or on a server that {@code tables.yaml} names. */
public final class SourceServer {
    private static final String CONNECT_TIMEOUT_SECONDS = "15";

    private final Connections connections;
    private final String database;
    private final Server server;

    public SourceServer(Connections connections, TablesConfig config, String database) {
        this.connections = connections;
        this.database = database;
        this.server = config.sourceOf(database).server();
    }

    public Connections connections() {
        return connections;
    }

    /** Whether it is not the stack's own. */
    public boolean isForeign() {
        return server != null;
    }

    /** A connection in auto-commit mode: as superuser to the stack's own server, else as the user that is named. */
    public Connection open() {
        if (server == null) {
            return connections.postgres(database);
        }
        Properties properties = new Properties();
        properties.setProperty("user", server.user());
        properties.setProperty("password", password());
        properties.setProperty("sslmode", server.tls().sslMode());
        if (server.caFile() != null) {
            properties.setProperty("sslrootcert", server.caFile());
        }
        properties.setProperty("connectTimeout", CONNECT_TIMEOUT_SECONDS);
        properties.setProperty("ApplicationName", "isotherm");
        String url = "jdbc:postgresql://" + server.host() + ":" + server.port() + "/" + server.database();
        try {
            return DriverManager.getConnection(url, properties);
        } catch (SQLException e) {
            throw CliException.cannotRun(
                    "cannot connect to " + url + " as " + server.user() + ", tls "
                            + server.tls().sslMode() + ": " + Cause.of(e),
                    "correct sources." + database + ".server in tables.yaml, or the password in " + passwordFile(),
                    e);
        }
    }

    private String password() {
        String given = System.getenv(passwordVariable());
        if (given != null) {
            return given;
        }
        try {
            return Files.readString(passwordFile()).strip();
        } catch (NoSuchFileException e) {
            throw CliException.cannotRun(
                    "there is no password for source " + database,
                    "write it to " + passwordFile() + ", readable by you alone, or set " + passwordVariable(),
                    e);
        } catch (IOException e) {
            throw CliException.cannotRun("cannot read " + passwordFile() + ": " + Cause.of(e), "check its owner", e);
        }
    }

    private String passwordVariable() {
        return "ISOTHERM_SOURCE_PASSWORD_" + database.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private Path passwordFile() {
        return connections.secrets().folder().resolve("source_" + database + "_password");
    }
}
