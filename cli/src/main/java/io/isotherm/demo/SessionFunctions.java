package io.isotherm.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** What the SQL of a demo may call and read: {@code functions.sql}, and settings of the transaction. */
public final class SessionFunctions {
    private static final String FILE = "functions.sql";

    private SessionFunctions() {}

    /** Creates the functions for the rest of the session, or of the transaction if that is rolled back. */
    public static void create(Connection connection) throws SQLException {
        try (InputStream file = SessionFunctions.class.getResourceAsStream(FILE);
                Statement statement = connection.createStatement()) {
            statement.execute(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(FILE, e);
        }
    }

    /** A setting that lasts as long as the transaction. */
    static void set(Connection connection, String setting, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT set_config(?, ?, true)")) {
            statement.setString(1, setting);
            statement.setString(2, value);
            statement.execute();
        }
    }
}
